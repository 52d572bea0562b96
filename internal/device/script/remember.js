// Ticks what the device remembers about its person's work.

// remember ticks the function that was noted last ({code, value}), unless one is ticked.
export function remember(form, fn) {
  const all = fn ? [...form.elements].filter((i) => i.name === fn.code && i.value) : [];
  const input = all.find((i) => i.value === fn.value);
  if (input && !all.some((i) => i.checked)) input.checked = true;
}
