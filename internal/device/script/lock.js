// Lets one tab at a time send the queue, and names what all of them share.

// tag names the lock, and what the browser sends in the background.
export const tag = "releve-send";

// results names the channel on which who sends tells all other tabs what became of sheets.
export const results = "releve-results";

const patience = 60000; // ms that another tab may take

// alone runs something that no other tab does at the same time. Where a browser has no locks, or another tab sleeps with the
// lock in its hand, it runs all the same: a sheet sent twice is stored once.
export async function alone(work) {
  if (!navigator.locks) return work();
  const wait = new AbortController(), late = setTimeout(() => wait.abort(), patience);
  let begun = false;
  try {
    return await navigator.locks.request(tag, { signal: wait.signal }, () => {
      begun = true;
      clearTimeout(late);
      return work();
    });
  } catch (error) {
    if (begun) throw error;
    return work();
  }
}
