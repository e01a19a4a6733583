/** Buttons that open the browser's print window. Markup: <button type="button" hidden data-print>Print</button> */
export function printButtons(root) {
    for (const button of root.querySelectorAll("button[data-print]")) {
        button.hidden = false;
        button.addEventListener("click", () => window.print());
    }
}
