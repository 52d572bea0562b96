// Asks the server about one sheet of this device, by the code that only the device and who wrote it down know.
import { t } from "./words.js";

// own sends a request about a sheet and returns {status, body}; status is 0 without an answer.
export async function own(app, method, { id, code }, body) {
  try {
    const answer = await fetch(`/api/v1/links/${app.page.link}/sheets/${id}?lang=${app.page.lang}`, {
      method, cache: "no-store",
      headers: { "X-Releve-Secret": code || "", "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  } catch {
    return { status: 0, body: {} };
  }
}

// told returns what to say of an answer that is not what was asked for.
export function told({ status, body }) {
  if (status === 0) return t("device.own.offline");
  if (status === 410 && body.key === "api.sheet.closed") return t("device.own.closed");
  if (body.problems) return body.problems.map((p) => p.message).join(" ");
  return body.message || t("device.own.failed");
}
