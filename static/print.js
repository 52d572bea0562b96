// The print button of pages that are made to be printed. Without this script a line says where the browser has its own.
const place = document.querySelector("[data-print]");
if (place && typeof window.print === "function") {
  place.hidden = false;
  document.querySelector("[data-menu]")?.setAttribute("hidden", "");
  place.querySelector("button").addEventListener("click", () => window.print());
}
