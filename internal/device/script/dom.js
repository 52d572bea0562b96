// Makes elements, and says things to those who hear the page.

// el makes an element: its attributes (a property where the value is no text, a listener for on…), and what stands in it.
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (typeof value === "string") made.setAttribute(name, value);
    else if (value !== null && value !== undefined) made[name] = value;
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

// button makes a button that does something.
export const button = (text, onclick, look = "button") => el("button", { type: "button", class: look, onclick }, text);

// say tells something to a screen reader without moving the focus.
export function say(text) {
  let place = document.getElementById("said");
  if (!place) document.body.append((place = el("p", { id: "said", class: "sr", role: "status" })));
  place.textContent = "";
  setTimeout(() => (place.textContent = text), 50);
}

// describe says that an element is described by another one too, or no longer.
export function describe(element, id, is = true) {
  const ids = (element.getAttribute("aria-describedby") || "").split(" ").filter((one) => one && one !== id);
  if (is) ids.push(id);
  if (ids.length) element.setAttribute("aria-describedby", ids.join(" "));
  else element.removeAttribute("aria-describedby");
}

// focusOn moves the focus to something that cannot be typed into, as a heading.
export function focusOn(element) {
  element.tabIndex = -1;
  element.focus();
}
