/**
 * Buttons that copy a text, such as the link to a certificate.
 * Markup: <button type="button" hidden data-copy="the text">Copy the link</button>
 */
export function copyButtons(root) {
    if (!navigator.clipboard) return;
    for (const button of root.querySelectorAll("button[data-copy]")) {
        const said = document.createElement("span");
        said.className = "w-small";
        said.setAttribute("role", "status");
        button.after(" ", said);
        button.hidden = false;
        button.addEventListener("click", () => copy(button.dataset.copy, said));
    }
}

async function copy(text, said) {
    try {
        await navigator.clipboard.writeText(text);
        said.textContent = "Copied";
    } catch {
        said.textContent = "Your browser did not allow copying. Select the text and copy it yourself.";
    }
}
