// Builds what browsers load into build/assets/: one style sheet, one script, the fonts and the marks.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const out = join(root, "build", "assets");
const packages = join(root, "node_modules", "@fontsource-variable");

const ATKINSON = "atkinson-hyperlegible-next";
const SERIF = "source-serif-4";

// The first is preloaded by every page. A browser fetches the others only where their letters are used.
const FONTS = [
    { file: "ahn.woff2", family: "Atkinson Hyperlegible Next", from: ATKINSON, subset: "latin", weight: "200 800" },
    { file: "ahn-ext.woff2", family: "Atkinson Hyperlegible Next", from: ATKINSON, subset: "latin-ext", weight: "200 800" },
    { file: "serif-viet.woff2", family: "Source Serif 4", from: SERIF, subset: "vietnamese", weight: "200 900" },
    { file: "serif-ext.woff2", family: "Source Serif 4", from: SERIF, subset: "latin-ext", weight: "200 900" },
    { file: "serif.woff2", family: "Source Serif 4", from: SERIF, subset: "latin", weight: "200 900" },
];

async function fontFace({ file, family, from, subset, weight }) {
    const ranges = JSON.parse(await readFile(join(packages, from, "unicode.json"), "utf8"));
    await copyFile(join(packages, from, "files", `${from}-${subset}-wght-normal.woff2`), join(out, file));
    return (
        `@font-face{font-family:"${family}";src:url("${file}") format("woff2");` +
        `font-weight:${weight};font-display:swap;unicode-range:${ranges[subset]}}`
    );
}

async function styles() {
    const faces = await Promise.all(FONTS.map(fontFace));
    const { css } = sass.compile(join(here, "scss", "weltec.scss"), {
        style: "compressed",
        charset: false, // else the output begins with a byte order mark
        loadPaths: [join(root, "node_modules")],
        quietDeps: true,
    });
    await writeFile(join(out, "weltec.css"), faces.join("") + css);
}

async function script() {
    await esbuild.build({
        entryPoints: [join(here, "js", "weltec.js")],
        outfile: join(out, "weltec.js"),
        bundle: true,
        format: "esm",
        minify: true,
        target: "es2020",
        legalComments: "none",
    });
}

async function marks() {
    for (const name of ["favicon.svg", "apple-touch-icon.png", "og.png"]) {
        await copyFile(join(here, "images", name), join(out, name));
    }
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await Promise.all([styles(), script(), marks()]);
