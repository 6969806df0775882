// New alliances as they come, put into the list of days without moving what is being read.

const live = document.getElementById("live");
const days = document.getElementById("days");
const said = live.querySelector("[data-live-said]");
const news = live.querySelector("[data-live-news]");
const state = live.querySelector("[data-live-state]");
const unseen = new Set();
const most = 200; // alliances kept on the page

const cardsIn = (place) => [...place.querySelectorAll("article[data-id]")];

// Latest first; of one moment, by id: the order in which the server lists them.
function standsBefore(one, other) {
  const difference = Number(other.dataset.told) - Number(one.dataset.told);
  return difference < 0 || (difference === 0 && one.dataset.id < other.dataset.id);
}

function sectionOf(day) {
  const sections = [...days.querySelectorAll("section.day")];
  const found = sections.find((section) => section.dataset.day === day);
  if (found) return found;
  const section = document.createElement("section");
  section.className = "day";
  section.dataset.day = day;
  section.setAttribute("aria-labelledby", `day-${day}`);
  const title = document.createElement("h2");
  title.id = `day-${day}`;
  const time = document.createElement("time");
  time.dateTime = time.textContent = day;
  title.append(time);
  const stack = document.createElement("div");
  stack.className = "stack";
  section.append(title, stack);
  days.insertBefore(section, sections.find((other) => other.dataset.day < day) ?? null);
  return section;
}

// Someone at the top of the page, not busy with the list, waits for what is new; all others read.
const isWaiting = () => window.scrollY < 8 && !days.matches(":hover") && !days.contains(document.activeElement);

// Change the list; what stands at the top of the window stays where it is.
function withoutMoving(change) {
  const anchor = isWaiting() ? null : cardsIn(days).find((card) => card.getBoundingClientRect().bottom > 0);
  const before = anchor?.getBoundingClientRect().top;
  change();
  if (anchor?.isConnected) window.scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
}

function put(card) {
  const known = document.getElementById(card.id);
  const others = cardsIn(days).filter((other) => other !== known);
  const last = others.at(-1);
  const goesOn = document.querySelector('.pager [rel="next"]');
  if (!known && last && goesOn && standsBefore(last, card)) return false; // it stands on a later page
  withoutMoving(() => {
    if (known && known.dataset.told === card.dataset.told) {
      known.replaceWith(card);
    } else {
      known?.remove();
      const section = sectionOf(card.dataset.day);
      const follower = cardsIn(section).find((other) => standsBefore(card, other));
      section.querySelector(".stack").insertBefore(card, follower ?? null);
    }
    days.querySelector("[data-none]")?.remove();
    for (const surplus of cardsIn(days).slice(most)) surplus.remove();
    for (const section of days.querySelectorAll("section.day")) if (!cardsIn(section).length) section.remove();
  });
  return true;
}

function announce(card, isListed) {
  const name = card.querySelector("h2, h3").textContent.trim();
  said.textContent = `${isListed ? live.dataset.said : live.dataset.older} ${name}`;
  const link = news.querySelector("a");
  if (isListed && card.getBoundingClientRect().bottom < 0) unseen.add(card.id);
  if (isListed && !unseen.size) return;
  link.href = isListed ? `#${card.id}` : card.querySelector("h2 a, h3 a").href;
  link.textContent = said.textContent;
  news.hidden = false;
}

async function arrive(id) {
  const answer = await fetch(live.dataset.cards.replace("/cards", `/cards/${encodeURIComponent(id)}`));
  const old = document.getElementById(`alliance-${id}`);
  if (answer.status === 204 || answer.status === 404) {
    if (old) withoutMoving(() => old.remove());
    return;
  }
  if (!answer.ok) return;
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const card = parsed.querySelector("article[data-id]");
  if (!card) return;
  if (!old) card.classList.add("arrived");
  const isListed = put(card);
  if (!old) announce(card, isListed);
}

function showState(isOn) {
  state.hidden = false;
  state.classList.toggle("off", !isOn);
  state.textContent = isOn ? state.dataset.on : state.dataset.off;
}

// One after another: the order of arrival stays.
let last = Promise.resolve();
const events = new EventSource(live.dataset.events);
events.addEventListener("open", () => showState(true));
events.addEventListener("error", () => showState(false));
events.addEventListener("alliance", (event) => {
  const { alliance } = JSON.parse(event.data);
  last = last.then(() => arrive(alliance.id)).catch(() => undefined);
});
news.addEventListener("click", () => {
  unseen.clear();
  news.hidden = true;
});
