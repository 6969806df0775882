// The map beyond what the server draws: zoom, drag, a slider through time, neighbours, kinds. Without it the map is
// a picture of links with a table beside it.

"use strict";

const MOST_ZOOM = 12;
const DRAG_FROM = 5; // pixels: less is a click
const MONTH_MILLISECONDS = 700;
const LETTER = 0.98, HALF_LETTER = 0.58; // widths, as the server reckons them

class CompanyMap {
  constructor(frame) {
    this.frame = frame;
    this.svg = frame.querySelector("[data-map]");
    this.dots = [...this.svg.querySelectorAll(".dot")];
    this.lines = [...this.svg.querySelectorAll(".line")];
    this.labels = [...this.svg.querySelectorAll(".label")];
    const box = this.svg.viewBox.baseVal;
    this.whole = { x: box.x, y: box.y, width: box.width, height: box.height };
    this.view = { ...this.whole };
    this.readGraph();
    this.svg.setAttribute("data-live", "");
    this.svg.setAttribute("tabindex", "0");
    this.takePointers();
    this.takeKeys();
    this.takeControls();
  }

  readGraph() {
    this.dotOf = new Map(this.dots.map((dot) => [dot.dataset.node, dot]));
    this.linesOf = new Map(this.dots.map((dot) => [dot, []]));
    this.labelOf = new Map(this.dots.map((dot, number) => [dot, this.labels[number]]));
    this.endsOf = new Map();
    for (const line of this.lines) {
      const ends = [line.dataset.source, line.dataset.target].map((id) => this.dotOf.get(id));
      this.endsOf.set(line, ends);
      for (const end of ends) this.linesOf.get(end).push(line);
    }
    this.placed = new Map(this.labels.map((label) => [label, {
      x: label.getAttribute("x"), y: label.getAttribute("y"),
      anchor: label.getAttribute("text-anchor"), far: label.classList.contains("far"),
    }]));
    // One stop of the tab key for all nodes; arrows lead from one to the next.
    this.dots.forEach((dot, number) => dot.setAttribute("tabindex", number === 0 ? "0" : "-1"));
  }

  // Zoom and drag: the part of the picture that is seen is the viewBox.

  get zoom() { return this.whole.width / this.view.width; }

  look(x, y, zoom) {
    const width = this.whole.width / zoom, height = this.whole.height / zoom;
    const within = (value, low, high) => Math.min(Math.max(value, low), high);
    this.view = {
      x: within(x, this.whole.x, this.whole.x + this.whole.width - width),
      y: within(y, this.whole.y, this.whole.y + this.whole.height - height),
      width, height,
    };
    this.svg.setAttribute("viewBox", `${this.view.x} ${this.view.y} ${width} ${height}`);
    this.svg.classList.toggle("enlarged", zoom > 1);
    if (!this.relabelling) this.relabelling = requestAnimationFrame(() => this.relabel());
  }

  zoomBy(factor, at) {
    const zoom = Math.min(Math.max(this.zoom * factor, 1), MOST_ZOOM);
    const { x, y, width, height } = this.view;
    const point = at ?? { x: x + width / 2, y: y + height / 2 };
    const ratio = this.zoom / zoom;
    this.look(point.x - (point.x - x) * ratio, point.y - (point.y - y) * ratio, zoom);
  }

  moveBy(right, down) { this.look(this.view.x + right, this.view.y + down, this.zoom); }

  pointOf(event) {
    const rect = this.svg.getBoundingClientRect();
    return {
      x: this.view.x + (event.clientX - rect.left) / rect.width * this.view.width,
      y: this.view.y + (event.clientY - rect.top) / rect.height * this.view.height,
    };
  }

  get unitsInPixel() { return this.view.width / this.svg.getBoundingClientRect().width; }

  takePointers() {
    const held = new Map();
    let moved = 0;
    this.svg.addEventListener("wheel", (event) => {
      if (event.deltaY > 0 && this.zoom <= 1) return; // nothing to make smaller: the page scrolls
      event.preventDefault();
      this.zoomBy(Math.exp(-Math.sign(event.deltaY) * Math.min(Math.abs(event.deltaY), 100) / 400), this.pointOf(event));
    }, { passive: false });
    this.svg.addEventListener("dragstart", (event) => event.preventDefault());
    this.svg.addEventListener("pointerdown", (event) => {
      if (held.size === 0) moved = 0;
      held.set(event.pointerId, event);
    });
    this.svg.addEventListener("pointermove", (event) => {
      const before = held.get(event.pointerId);
      if (!before) return;
      const right = event.clientX - before.clientX, down = event.clientY - before.clientY;
      moved += Math.abs(right) + Math.abs(down);
      if (held.size === 2) this.pinch(held, event);
      else if (moved > DRAG_FROM && this.zoom > 1) {
        this.svg.setPointerCapture(event.pointerId);
        this.svg.classList.add("dragged");
        this.moveBy(-right * this.unitsInPixel, -down * this.unitsInPixel);
      }
      held.set(event.pointerId, event);
    });
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
      this.svg.addEventListener(name, (event) => {
        held.delete(event.pointerId);
        if (held.size === 0) this.svg.classList.remove("dragged");
      });
    }
    this.svg.addEventListener("click", (event) => { if (moved > DRAG_FROM) event.preventDefault(); }, true);
    this.svg.addEventListener("dblclick", (event) => {
      if (!event.target.closest("a")) this.zoomBy(2, this.pointOf(event));
    });
    for (const dot of this.dots) {
      dot.addEventListener("pointerenter", () => this.light(dot));
      dot.addEventListener("pointerleave", () => this.light(null));
      dot.addEventListener("focus", () => { this.light(dot); this.bring(dot); });
      dot.addEventListener("blur", () => this.light(null));
    }
  }

  pinch(held, event) {
    const other = [...held.values()].find((one) => one.pointerId !== event.pointerId);
    const before = held.get(event.pointerId);
    const length = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    const middle = { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 };
    if (length(before) > 0) this.zoomBy(length(event) / length(before), this.pointOf(middle));
  }

  // Keys: on the map arrows move it, on a node they lead to the nearest node that way.

  takeKeys() {
    const arrows = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    this.svg.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const arrow = arrows[event.key];
      const dot = event.target.closest(".dot");
      if (event.key === "+" || event.key === "=") this.zoomBy(1.4);
      else if (event.key === "-") this.zoomBy(1 / 1.4);
      else if (event.key === "0") this.look(this.whole.x, this.whole.y, 1);
      else if (arrow && dot) this.nearest(dot, ...arrow)?.focus();
      else if (arrow) this.moveBy(arrow[0] * this.view.width / 8, arrow[1] * this.view.height / 8);
      else return;
      event.preventDefault();
    });
  }

  nearest(dot, right, down) {
    let best = null, least = Infinity;
    for (const other of this.dots) {
      if (other === dot || other.classList.contains("off")) continue;
      const x = other.dataset.x - dot.dataset.x, y = other.dataset.y - dot.dataset.y;
      const along = x * right + y * down, across = Math.abs(x * down) + Math.abs(y * right);
      const way = along + 2 * across;
      if (along > 0 && way < least) [best, least] = [other, way];
    }
    return best;
  }

  bring(dot) {
    for (const other of this.dots) other.setAttribute("tabindex", other === dot ? "0" : "-1");
    const { x, y, width, height } = this.view;
    const right = Number(dot.dataset.x), down = Number(dot.dataset.y);
    if (right < x || right > x + width || down < y || down > y + height) {
      this.look(right - width / 2, down - height / 2, this.zoom);
    }
  }

  // A node with its neighbours, before all others.

  light(dot) {
    this.svg.classList.toggle("dim", dot !== null);
    for (const lit of this.svg.querySelectorAll(".lit")) lit.classList.remove("lit");
    if (dot === null) return;
    const lines = this.linesOf.get(dot).filter((line) => !line.classList.contains("off"));
    const near = new Set([dot, ...lines.flatMap((line) => this.endsOf.get(line))]);
    for (const line of lines) line.classList.add("lit");
    for (const one of near) {
      one.classList.add("lit");
      this.labelOf.get(one).classList.add("lit");
    }
  }

  // Controls.

  takeControls() {
    const controls = this.frame.querySelector("[data-map-controls]");
    if (!controls) return;
    controls.hidden = false;
    for (const button of controls.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => {
        if (button.dataset.zoom === "reset") this.look(this.whole.x, this.whole.y, 1);
        else this.zoomBy(button.dataset.zoom === "in" ? 1.5 : 1 / 1.5);
      });
    }
    this.kinds = [...controls.querySelectorAll(".map-kinds input")];
    for (const kind of this.kinds) kind.addEventListener("change", () => this.filter());
    this.takeTime(controls.querySelector("[data-time]"));
    this.filter(); // browsers keep the state of fields when a page is loaded again
  }

  takeTime(time) {
    this.months = monthsBetween(this.lines);
    if (!time || this.months.length < 2) return;
    time.hidden = false;
    this.slider = time.querySelector("input");
    this.output = time.querySelector("output");
    this.slider.max = this.months.length - 1;
    this.slider.value = this.slider.max;
    this.slider.addEventListener("input", () => { this.stop(); this.filter(); });
    this.button = time.querySelector("[data-play]");
    this.playWords = this.button.textContent;
    this.button.addEventListener("click", () => (this.playing ? this.stop() : this.play()));
  }

  play() {
    if (this.slider.value === this.slider.max) this.slider.value = 0;
    this.button.textContent = this.button.dataset.pause;
    this.filter();
    this.playing = setInterval(() => {
      if (this.slider.value === this.slider.max) { this.stop(); return; }
      this.slider.value = Number(this.slider.value) + 1;
      this.filter();
    }, MONTH_MILLISECONDS);
  }

  stop() {
    clearInterval(this.playing);
    this.playing = null;
    this.button.textContent = this.playWords;
  }

  filter() {
    const kinds = this.kinds.length ? new Set(this.kinds.filter((one) => one.checked).map((one) => one.value)) : null;
    const month = this.slider ? this.months[this.slider.value] : "9999-99";
    const whole = (!kinds || kinds.size === this.kinds.length) && (!this.slider || this.slider.value === this.slider.max);
    if (this.slider) {
      this.output.textContent = month;
      this.slider.setAttribute("aria-valuetext", month);
    }
    for (const line of this.lines) {
      const there = line.dataset.first <= month;
      const wanted = !kinds || line.dataset.kinds.split(" ").some((kind) => kinds.has(kind));
      line.classList.toggle("off", !(there && wanted));
    }
    for (const dot of this.dots) {
      const off = !whole && this.linesOf.get(dot).every((line) => line.classList.contains("off"));
      dot.classList.toggle("off", off);
      this.labelOf.get(dot).classList.toggle("off", off);
    }
    if (!whole || this.svg.hasAttribute("data-relabelled")) this.relabel();
  }

  // Labels keep their size on the screen; where there is room for more of them, more are shown.

  relabel() {
    this.relabelling = null;
    const whole = this.zoom <= 1.001 && !this.dots.some((dot) => dot.classList.contains("off"));
    this.svg.toggleAttribute("data-relabelled", !whole);
    if (whole) { this.restoreLabels(); return; }
    const narrow = window.matchMedia("(max-width: 40rem)").matches;
    const font = (narrow ? 34 : 13) / this.zoom;
    const taken = [];
    for (const dot of this.dots) {
      const label = this.labelOf.get(dot);
      if (dot.classList.contains("off")) continue;
      const x = Number(dot.dataset.x), y = Number(dot.dataset.y) + Number(dot.dataset.r) + font * 0.2;
      const half = widthOf(label.textContent) * font / 2;
      const box = [x - half, y, x + half, y + font * 1.1];
      const seen = x > this.view.x && x < this.view.x + this.view.width && y > this.view.y && y < this.view.y + this.view.height;
      const free = seen && taken.every((other) => box[0] >= other[2] || box[2] <= other[0] || box[1] >= other[3] || box[3] <= other[1]);
      label.classList.toggle("far", !free);
      label.removeAttribute("text-anchor");
      label.setAttribute("x", x);
      label.setAttribute("y", y + font * 0.85);
      label.style.fontSize = `${font}px`;
      label.style.strokeWidth = font / 4.5;
      if (free) taken.push(box);
    }
  }

  restoreLabels() {
    for (const [label, { x, y, anchor, far }] of this.placed) {
      label.setAttribute("x", x);
      label.setAttribute("y", y);
      if (anchor) label.setAttribute("text-anchor", anchor); else label.removeAttribute("text-anchor");
      label.classList.toggle("far", far);
      label.style.fontSize = label.style.strokeWidth = "";
    }
  }
}

function monthsBetween(lines) {
  const first = lines.map((line) => line.dataset.first).sort()[0];
  const last = lines.map((line) => line.dataset.last).sort().at(-1);
  const months = [];
  if (!first) return months;
  let [year, month] = first.split("-").map(Number);
  for (let id = first; id <= last && months.length < 1200; ) {
    months.push(id);
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
    id = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
  }
  return months;
}

function widthOf(words) {
  return [...words].reduce((sum, letter) => sum + (letter.codePointAt(0) > 0x1100 ? LETTER : HALF_LETTER), 0);
}

for (const frame of document.querySelectorAll("[data-map-frame]")) new CompanyMap(frame);
