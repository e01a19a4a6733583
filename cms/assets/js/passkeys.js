/**
 * Forms that a passkey answers: <form data-passkey="create|get"> with an <input name="credential">, the browser's
 * orders as JSON in #passkey-orders, and templates/mfa/webauthn/ask.html.
 * allauth's webauthn-json.js turns those orders into what browsers want, and their answer into JSON.
 */
export function passkeyForms(root) {
    const library = window.webauthnJSON;
    if (!library || !library.supported()) return;
    for (const form of root.querySelectorAll("form[data-passkey]")) {
        form.querySelector("[data-passkey-missing]").hidden = true;
        form.querySelector("[data-passkey-button]").hidden = false;
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            answer(form, library);
        });
    }
}

async function answer(form, library) {
    const said = form.querySelector("[data-passkey-said]");
    said.textContent = "";
    try {
        form.elements.credential.value = JSON.stringify(await library[form.dataset.passkey](orders(form)));
        form.submit();
    } catch (error) {
        said.textContent = WORDS[error.name] || "That did not work. Try once more, or use your password.";
    }
}

function orders(form) {
    const given = JSON.parse(form.querySelector("#passkey-orders").textContent);
    if (form.dataset.passkey === "get") return given.request_options;
    // Kept on the device where it has room, so that the device can offer it by itself.
    given.creation_options.publicKey.authenticatorSelection.residentKey = "preferred";
    return given.creation_options;
}

const WORDS = {
    NotAllowedError: "Your browser got no answer. Try once more, or use your password.",
    InvalidStateError: "This device already has a passkey for your account.",
    SecurityError: "Your browser allows no passkeys at this address. Use your password.",
};
