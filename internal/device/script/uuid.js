// Writes bytes as text: as hexadecimal signs, and as the id of a sheet.

// hex writes bytes as hexadecimal signs.
export const hex = (bytes) => [...bytes].map((n) => n.toString(16).padStart(2, "0")).join("");

// uuid makes a UUIDv4 of the first 16 of some bytes.
export function uuid(bytes) {
  const b = bytes.slice(0, 16);
  b[6] = (b[6] & 15) | 64;
  b[8] = (b[8] & 63) | 128;
  return hex(b).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// drawn returns a UUIDv4 by chance.
export const drawn = () => uuid(crypto.getRandomValues(new Uint8Array(16)));
