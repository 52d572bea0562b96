// The whole app for a questionnaire that travels as one file: nothing is sent, and sheets stay on the device until the person
// hands over a file with them.
import "./first.js";
import { startHandover } from "./handover.js";
import { start } from "./main.js";
import { startService } from "./service.js";

// releve is what the first script calls once the page stands. Where it fails, nothing could be kept: the page says so.
window.releve = async (page) => {
  try {
    return await start(page, [startService, startHandover]);
  } catch (error) {
    document.getElementById("file-broken").hidden = false;
    throw error;
  }
};
