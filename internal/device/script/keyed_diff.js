// The page that compares what was keyed twice: one key chooses the first keying, the second, or to key the line again.
for (const form of document.querySelectorAll("form[data-keys]")) {
  const press = (key) => {
    const button = form.querySelector('[data-key="' + key + '"]');
    if (button) button.click();
    return Boolean(button);
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.matches("input,textarea,select")) return;
    if (press(event.key.toUpperCase())) event.preventDefault();
  });
}
