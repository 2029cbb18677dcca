// The chat page. Its visitors have a token; a page of another site has a key.

import { Concord } from "../clients/concord.js";
import { talk } from "./chat-talk.js";

const { token, language } = document.getElementById("chat").dataset;
talk(document, new Concord("", token, { language, tries: 1 }), language);
