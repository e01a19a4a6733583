// Nothing here is needed to use the site: forms post, links go, tables read without it.
import {
    createAll,
    Button,
    CharacterCount,
    ErrorSummary,
    NotificationBanner,
    PasswordInput,
    SkipLink,
} from "govuk-frontend";
import { copyButtons } from "./copy.js";
import { passkeyForms } from "./passkeys.js";
import { printButtons } from "./print.js";

// govuk-frontend asks for this class from an inline script, which our security policy forbids.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

for (const component of [Button, CharacterCount, ErrorSummary, NotificationBanner, PasswordInput, SkipLink]) {
    createAll(component);
}
copyButtons(document);
passkeyForms(document);
printButtons(document);
