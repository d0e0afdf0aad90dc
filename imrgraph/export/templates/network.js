"use strict";

const byId = (id) => document.getElementById(id);

addEventListener("error", (event) => {
  document.body.dataset.error = event.message;
  byId("tables").open = true;
});

const SPACING = 64;
const STEPS = 120;
const WIDER = 1.3;
const [SCALE_LEAST, SCALE_MOST] = [0.03, 8];
const SHORTEST = 18;
const SHORT = 28;
const LONG = 70;
const MOST_FOUND = 12;
const MOST_LABELS = 300;

const data = JSON.parse(byId("network").textContent);
const types = new Map(data.types.map((type) => [type.name, type]));
const nodes = data.nodes.map((told, number) => ({ ...told, number, out: [], into: [], near: new Set() }));
const edges = joined();
const canvas = byId("canvas");
const hint = byId("hint");
const pen = canvas.getContext("2d");
const view = { x: 0, y: 0, scale: 1, isWhole: true };
const shown = { chosen: null, hovered: null, type: null, found: null, clicked: null };
let colours = {};

/* The graph */

function joined() {
  const named = new Map(nodes.map((node) => [node.id, node]));
  const found = data.edges.map((told) => ({ ...told, source: named.get(told.source), target: named.get(told.target) }));
  for (const edge of found) {
    const { source, target } = edge;
    source.out.push(edge);
    target.into.push(edge);
    if (source !== target) {
      source.near.add(target);
      target.near.add(source);
    }
  }
  const ends = ({ source, target }) => [source.number, target.number].sort((a, b) => a - b).join();
  for (const alike of Map.groupBy(found, ends).values()) {
    alike.forEach((edge, place) => {
      edge.place = place;
      edge.bend = (place - (alike.length - 1) / 2) * Math.min(16, 90 / alike.length);
    });
  }
  for (const node of nodes) node.radius = 6 + Math.min(7, Math.sqrt(node.near.size));
  return found;
}

/* Where nodes are: on rings by distance, below what they were reached from, and then relaxed */

function placeOnRings() {
  const outwards = [...nodes].sort((a, b) => a.distance - b.distance);
  const top = { children: [], below: 0, from: 0, to: 2 * Math.PI };
  for (const node of outwards) {
    node.children = [];
    node.below = 0;
    node.parent = [...node.near].find((other) => other.distance < node.distance) ?? top;
    node.parent.children.push(node);
  }
  for (const node of outwards.toReversed()) node.parent.below += Math.max(1, node.below);
  for (const each of [top, ...outwards]) {
    let from = each.from;
    for (const child of each.children) {
      child.from = from;
      from += ((each.to - each.from) * Math.max(1, child.below)) / each.below;
      child.to = from;
    }
  }
  for (const ring of Map.groupBy(outwards, (node) => node.distance).values()) placeRing(ring, outwards.indexOf(ring[0]));
}

function placeRing(ring, before) {
  const [inner, outer] = [Math.sqrt(before), Math.sqrt(before + ring.length)];
  ring.forEach((node, place) => {
    const angle = (node.from + node.to) / 2;
    node.home = SPACING * 0.65 * (inner + (outer - inner) * ((place * 0.618034) % 1));
    node.x = node.home * Math.cos(angle);
    node.y = node.home * Math.sin(angle);
  });
}

function relax() {
  for (let step = 0; step < STEPS; step++) {
    for (const node of nodes) node.pushX = node.pushY = 0;
    repel();
    attract();
    const most = SPACING * 0.5 * (1 - step / STEPS);
    for (const node of nodes) {
      const push = Math.hypot(node.pushX, node.pushY);
      const share = push > most ? most / push : 1;
      node.x += node.pushX * share;
      node.y += node.pushY * share;
    }
  }
  for (const node of nodes) node.x *= WIDER;
}

function repel() {
  const reach = 2.5 * SPACING;
  const cell = (x, y) => x * 65536 + y;
  const grid = Map.groupBy(nodes, (node) => cell(Math.floor(node.x / reach), Math.floor(node.y / reach)));
  for (const node of nodes) {
    const [column, row] = [Math.floor(node.x / reach), Math.floor(node.y / reach)];
    for (let x = column - 1; x <= column + 1; x++) {
      for (let y = row - 1; y <= row + 1; y++) {
        for (const other of grid.get(cell(x, y)) ?? []) if (other !== node) push(node, other, reach);
      }
    }
  }
}

function push(node, other, reach) {
  const x = node.x - other.x || (node.number - other.number) * 0.001;
  const y = node.y - other.y;
  const apart = x * x + y * y;
  if (apart > reach * reach) return;
  const force = (0.3 * SPACING * SPACING) / Math.max(apart, 1);
  node.pushX += x * force;
  node.pushY += y * force;
}

function attract() {
  for (const node of nodes) {
    const away = Math.hypot(node.x, node.y) || 1;
    const home = (0.03 * (node.home - away)) / away;
    node.pushX += node.x * home;
    node.pushY += node.y * home;
    for (const other of node.near) {
      const [x, y] = [other.x - node.x, other.y - node.y];
      const apart = Math.hypot(x, y) || 1;
      const rest = SPACING * (0.6 + 0.3 * Math.sqrt(Math.max(node.near.size, other.near.size)));
      const force = (0.25 * (apart - rest)) / apart / Math.sqrt(node.near.size);
      node.pushX += x * force;
      node.pushY += y * force;
    }
  }
}

/* What is seen */

function showAll() {
  const xs = nodes.map((node) => node.x);
  const ys = nodes.map((node) => node.y);
  const [left, right] = [Math.min(...xs, -SPACING), Math.max(...xs, SPACING)];
  const [top, bottom] = [Math.min(...ys, -SPACING), Math.max(...ys, SPACING)];
  view.x = (left + right) / 2;
  view.y = (top + bottom) / 2;
  const room = [(canvas.clientWidth - 90) / (right - left), (canvas.clientHeight - 70) / (bottom - top)];
  view.scale = clamped(Math.min(...room, 1.8));
  view.isWhole = true;
  redraw();
}

const clamped = (scale) => Math.min(SCALE_MOST, Math.max(SCALE_LEAST, scale));

/** Zoom, with what is at a place of the canvas staying there. */
function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
  const [right, down] = [x - canvas.clientWidth / 2, y - canvas.clientHeight / 2];
  const scale = clamped(view.scale * factor);
  view.x += right / view.scale - right / scale;
  view.y += down / view.scale - down / scale;
  view.scale = scale;
  view.isWhole = false;
  redraw();
}

function move(right, down) {
  view.x -= right / view.scale;
  view.y -= down / view.scale;
  view.isWhole = false;
  redraw();
}

function centre(node) {
  view.x = node.x;
  view.y = node.y;
  view.scale = Math.max(view.scale, 0.9);
  view.isWhole = false;
  redraw();
}

function under(x, y) {
  const reach = (node) => Math.hypot(node.left - x, node.top - y) - node.size;
  const near = nodes.filter((node) => reach(node) < 5);
  return near.reduce((best, node) => (best && reach(best) <= reach(node) ? best : node), null);
}

function isLit(node) {
  if (shown.found) return shown.found.has(node);
  if (shown.type !== null) return node.type === shown.type;
  return !shown.chosen || node === shown.chosen || shown.chosen.near.has(node);
}

function isEdgeLit(edge) {
  if (shown.found || shown.type !== null) return isLit(edge.source) && isLit(edge.target);
  return !shown.chosen || edge.source === shown.chosen || edge.target === shown.chosen;
}

/* Drawing */

let isDue = false;

function redraw() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    draw();
  });
}

function draw() {
  const dense = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (canvas.width !== Math.round(width * dense) || canvas.height !== Math.round(height * dense)) {
    canvas.width = Math.round(width * dense);
    canvas.height = Math.round(height * dense);
  }
  pen.setTransform(dense, 0, 0, dense, 0, 0);
  pen.clearRect(0, 0, width, height);
  for (const node of nodes) {
    node.left = (node.x - view.x) * view.scale + width / 2;
    node.top = (node.y - view.y) * view.scale + height / 2;
    node.size = node.radius * Math.min(1.6, Math.max(0.35, view.scale));
    node.isLit = isLit(node);
    node.isSeen = node.left > -60 && node.left < width + 60 && node.top > -60 && node.top < height + 60;
  }
  for (const edge of edges) edge.isLit = isEdgeLit(edge);
  for (const edge of edges) if (!edge.isLit) drawEdge(edge);
  for (const edge of edges) if (edge.isLit) drawEdge(edge);
  for (const node of nodes) if (!node.isLit && node.isSeen) drawNode(node);
  for (const node of nodes) if (node.isLit && node.isSeen) drawNode(node);
  drawLabels();
}

function drawEdge(edge) {
  const isOwn = shown.chosen && edge.isLit && (edge.source === shown.chosen || edge.target === shown.chosen);
  pen.globalAlpha = edge.isLit ? 1 : 0.22;
  pen.strokeStyle = pen.fillStyle = isOwn ? colours.link : colours.edge;
  pen.lineWidth = isOwn ? 1.8 : Math.min(1, 0.3 + view.scale);
  pen.beginPath();
  if (edge.source === edge.target) drawLoop(edge);
  else drawCurve(edge);
}

function drawCurve(edge) {
  const { source, target } = edge;
  const [x, y] = [target.left - source.left, target.top - source.top];
  const length = Math.hypot(x, y) || 1;
  const bend = (2 * edge.bend * view.scale * (source.number < target.number ? 1 : -1)) / length;
  const turnX = (source.left + target.left) / 2 - y * bend;
  const turnY = (source.top + target.top) / 2 + x * bend;
  edge.middle = [(source.left + target.left + 2 * turnX) / 4, (source.top + target.top + 2 * turnY) / 4];
  const angle = Math.atan2(target.top - turnY, target.left - turnX);
  const tipX = target.left - target.size * Math.cos(angle);
  const tipY = target.top - target.size * Math.sin(angle);
  pen.moveTo(source.left, source.top);
  pen.quadraticCurveTo(turnX, turnY, tipX, tipY);
  pen.stroke();
  drawHead(tipX, tipY, angle);
}

function drawLoop(edge) {
  const { left, top, size } = edge.source;
  const wide = size * (1.5 + edge.place * 0.9);
  const high = top - size - wide * 2;
  const [side, rim] = [size * 0.5, top - size * 0.87];
  edge.middle = [left, rim * 0.25 + high * 0.75];
  pen.moveTo(left - side, rim);
  pen.bezierCurveTo(left - wide, high, left + wide, high, left + side, rim);
  pen.stroke();
  drawHead(left + side, rim, Math.atan2(rim - high, side - wide));
}

function drawHead(x, y, angle) {
  if (!data.directed) return;
  const long = 9 * Math.min(1.3, Math.max(0.3, view.scale));
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x - long * Math.cos(angle - 0.4), y - long * Math.sin(angle - 0.4));
  pen.lineTo(x - long * Math.cos(angle + 0.4), y - long * Math.sin(angle + 0.4));
  pen.fill();
}

function drawNode(node) {
  const { colour, shape } = types.get(node.type);
  pen.globalAlpha = node.isLit ? 1 : 0.3;
  if (node === shown.chosen || node === shown.hovered || shown.found?.has(node)) {
    pen.strokeStyle = colours.link;
    pen.lineWidth = 3;
    outline(pen, 0, node.left, node.top, node.size + 4);
    pen.stroke();
  }
  outline(pen, shape, node.left, node.top, node.size);
  pen.fillStyle = colour;
  pen.fill();
  pen.strokeStyle = colours.ink;
  pen.lineWidth = 1;
  pen.stroke();
}

/** A circle, and where there are more types than colours, a diamond, a square, a triangle. */
function outline(pen, shape, x, y, size) {
  pen.beginPath();
  const corners = [0, 4, 4, 3][shape % 4];
  if (!corners) pen.arc(x, y, size, 0, 2 * Math.PI);
  const first = shape % 4 === 2 ? Math.PI / 4 : -Math.PI / 2;
  for (let corner = 0; corner < corners; corner++) {
    const angle = first + (2 * Math.PI * corner) / corners;
    pen.lineTo(x + 1.15 * size * Math.cos(angle), y + 1.15 * size * Math.sin(angle));
  }
  pen.closePath();
}

/** The labels that matter most, as many as there is room for between the nodes. */
function drawLabels() {
  const weight = (node) => (node === shown.hovered ? 4 : 0) + (node === shown.chosen ? 2 : 0) + (node.isLit ? 1 : 0);
  const wanted = nodes.filter((node) => node.isSeen && (node.isLit || node === shown.hovered || view.scale > 1.2));
  wanted.sort((a, b) => weight(b) - weight(a) || b.near.size - a.near.size || a.number - b.number);
  const taken = nodes.filter((node) => node.isSeen && node.isLit && view.scale > 0.5).map(boxOf);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (const node of wanted.slice(0, MOST_LABELS)) drawLabelOf(node, taken);
  for (const edge of edges) {
    const isWanted = edge.isLit && (view.scale > 1.7 || (shown.chosen && !shown.found && shown.type === null));
    if (isWanted) drawLabel(cut(edge.shown ?? edge.kind, SHORT), [edge.middle], 11, colours.quiet, taken);
  }
}

function boxOf({ left, top, size }) {
  const half = size * 0.7;
  return { left: left - half, right: left + half, top: top - half, bottom: top + half };
}

function drawLabelOf(node, taken) {
  const isFirst = node === shown.hovered || node === shown.chosen;
  const most = node === shown.hovered || view.scale > 2.5 ? LONG : isFirst || view.scale > 0.6 ? SHORT : SHORTEST;
  const away = node.size + 10;
  const places = [[node.left, node.top + away], [node.left, node.top - away]];
  const colour = node.isLit ? colours.ink : colours.quiet;
  drawLabel(cut(node.label || node.id, most), places, isFirst ? 13 : 12, colour, isFirst ? [] : taken, taken);
}

/** Draw a text at the first of its places where nothing is in its way. */
function drawLabel(text, places, size, colour, inTheWay, taken = inTheWay) {
  pen.font = `${size}px system-ui, sans-serif`;
  const half = pen.measureText(text).width / 2 + Math.min(16, 3 / view.scale);
  for (const [x, y] of places) {
    const high = size * 0.65 + Math.min(8, 1 / view.scale);
    const box = { left: x - half, right: x + half, top: y - high, bottom: y + high };
    if (inTheWay.some((other) => areOver(box, other))) continue;
    taken.push(box);
    write(text, x, y, colour);
    return;
  }
}

function areOver(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function write(text, x, y, colour) {
  pen.globalAlpha = 1;
  pen.lineWidth = 3;
  pen.lineJoin = "round";
  pen.strokeStyle = colours.paper;
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

function cut(text, most) {
  const signs = Array.from(text.slice(0, 4 * most).replace(/\s+/gu, " "));
  return signs.length > most ? `${signs.slice(0, most).join("")}…` : signs.join("");
}

function recolour() {
  const style = getComputedStyle(canvas);
  colours = {
    ink: style.color,
    paper: style.backgroundColor,
    edge: style.borderTopColor,
    link: style.caretColor,
    quiet: getComputedStyle(byId("matches")).color,
  };
  document.querySelectorAll(".swatch").forEach(fillSwatch);
  redraw();
}

function fillSwatch(swatch) {
  const { colour, shape } = types.get(swatch.typeName);
  const brush = swatch.getContext("2d");
  brush.setTransform(2, 0, 0, 2, 0, 0);
  brush.clearRect(0, 0, 16, 16);
  outline(brush, shape, 8, 8, 6);
  brush.fillStyle = colour;
  brush.fill();
  brush.strokeStyle = colours.ink;
  brush.stroke();
}

/* Words beside the drawing */

function element(tag, told = {}, ...children) {
  const made = Object.assign(document.createElement(tag), told);
  made.append(...children);
  return made;
}

function swatch(type) {
  return element("canvas", { className: "swatch", typeName: type, width: 32, height: 32, ariaHidden: "true" });
}

function leading(node) {
  return element("a", { href: `#node-${node.number}` }, element("bdi", {}, cut(node.label || node.id, 160)));
}

function fact(name, value) {
  return [element("dt", {}, element("bdi", {}, name)), element("dd", { dir: "auto" }, String(value))];
}

function listed(title, found, end) {
  if (!found.length) return [];
  const items = found.map((edge) => {
    const told = Object.entries(edge.attributes).flatMap(([name, value]) => fact(name, value));
    const kind = element("bdi", { className: "kind" }, edge.shown ?? edge.kind);
    return element("li", {}, kind, " ", leading(edge[end]), ...(told.length ? [element("dl", {}, ...told)] : []));
  });
  return [element("h3", {}, `${title} (${found.length})`), element("ul", {}, ...items)];
}

function tell(node) {
  const { quote, ...others } = node.attributes;
  const facts = Object.entries(others).flatMap(([name, value]) => fact(name, value));
  const away = node.distance ? `${node.distance} ${node.distance === 1 ? "edge" : "edges"} away` : "the start";
  byId("panel").replaceChildren(
    element("h2", { tabIndex: -1, dir: "auto" }, node.label || node.id),
    element("p", { className: "type" }, swatch(node.type), element("bdi", {}, node.type), ` · ${away}`),
    element("div", { className: "iri" }, element("bdi", {}, node.iri || node.id)),
    ...(quote === undefined ? [] : [element("blockquote", { dir: "auto" }, String(quote))]),
    element("dl", {}, ...facts),
    ...listed("Leads to", node.out, "target"),
    ...listed("Is led to from", node.into, "source"),
  );
  byId("panel").scrollTop = 0;
  byId("panel").querySelectorAll(".swatch").forEach(fillSwatch);
}

/** Show the node that the address names, and move to it unless it was clicked on; or show none. */
function follow() {
  const node = nodes[Number(/^#node-(\d+)$/.exec(location.hash)?.[1] ?? -1)];
  const wasClicked = node && node === shown.clicked;
  Object.assign(shown, { chosen: node ?? null, clicked: null });
  press(null);
  if (!node) return byId("panel").replaceChildren(hint);
  tell(node);
  if (wasClicked) return;
  centre(node);
  if (document.activeElement !== canvas) byId("panel").querySelector("h2").focus({ preventScroll: true });
}

function choose(node) {
  find("");
  byId("search").value = "";
  if (location.hash === `#node-${node.number}`) follow();
  else location.hash = `node-${node.number}`;
}

function release() {
  find("");
  byId("search").value = "";
  press(null);
  if (shown.chosen) location.hash = "nothing";
}

function find(words) {
  const wanted = words.trim().toLowerCase();
  const isFound = (node) => [node.label, node.id, node.iri].some((text) => text.toLowerCase().includes(wanted));
  const found = wanted ? nodes.filter(isFound) : [];
  shown.found = wanted ? new Set(found) : null;
  byId("matches").textContent = wanted ? `${found.length} found` : "";
  const buttons = found.slice(0, MOST_FOUND).map((node) => {
    const label = element("bdi", {}, cut(node.label || node.id, 60));
    return element("li", {}, element("button", { type: "button", onclick: () => choose(node) }, label));
  });
  byId("found").replaceChildren(...buttons);
  if (found.length) centre(found[0]);
  redraw();
  return found;
}

function press(type) {
  shown.type = type;
  for (const button of document.querySelectorAll("#types button")) button.ariaPressed = String(button.typeName === type);
  redraw();
}

function listTypes() {
  const counts = Map.groupBy(nodes, (node) => node.type);
  const buttons = data.types.map(({ name }) => {
    const many = element("span", { className: "many" }, String(counts.get(name).length));
    const told = { type: "button", typeName: name, ariaPressed: "false", title: `Show only ${name}` };
    const button = element("button", told, swatch(name), element("bdi", {}, name), many);
    button.onclick = () => press(shown.type === name ? null : name);
    return element("li", {}, button);
  });
  document.querySelector("#types ul").replaceChildren(...buttons);
}

/* Hands */

function step(by) {
  if (nodes.length) choose(nodes[((shown.chosen?.number ?? (by > 0 ? -1 : 0)) + by + nodes.length) % nodes.length]);
}

const KEYS = {
  ArrowLeft: () => move(60, 0),
  ArrowRight: () => move(-60, 0),
  ArrowUp: () => move(0, 60),
  ArrowDown: () => move(0, -60),
  "+": () => zoom(1.25),
  "=": () => zoom(1.25),
  "-": () => zoom(0.8),
  0: showAll,
  Escape: release,
  n: () => step(1),
  p: () => step(-1),
};

function listenToKeys() {
  canvas.addEventListener("keydown", (event) => {
    const answer = event.ctrlKey || event.metaKey || event.altKey ? null : KEYS[event.key];
    if (!answer) return;
    event.preventDefault();
    answer();
  });
  byId("search").addEventListener("input", (event) => find(event.target.value));
  byId("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && shown.found?.size) choose([...shown.found][0]);
  });
  byId("closer").onclick = () => zoom(1.4);
  byId("further").onclick = () => zoom(1 / 1.4);
  byId("whole").onclick = showAll;
}

function listenToPointers() {
  const held = new Map();
  let hasMoved = false;
  canvas.addEventListener("pointerdown", (event) => {
    hasMoved = held.size > 0;
    held.set(event.pointerId, event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return hover(under(event.offsetX, event.offsetY));
    const [right, down] = [event.offsetX - before.offsetX, event.offsetY - before.offsetY];
    if (!hasMoved && Math.hypot(right, down) < 4) return;
    hasMoved = true;
    const other = [...held.values()].find((each) => each !== before);
    if (other) pinch(before, event, other);
    else move(right, down);
    held.set(event.pointerId, event);
  });
  canvas.addEventListener("pointerup", (event) => {
    if (hasMoved) return;
    shown.clicked = under(event.offsetX, event.offsetY);
    if (shown.clicked) choose(shown.clicked);
    else release();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => held.delete(event.pointerId));
  canvas.addEventListener("pointerleave", () => hover(null));
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.offsetX, event.offsetY);
    },
    { passive: false },
  );
}

function pinch(before, after, other) {
  const apart = (event) => Math.hypot(event.offsetX - other.offsetX, event.offsetY - other.offsetY) || 1;
  zoom(apart(after) / apart(before), other.offsetX, other.offsetY);
}

function hover(node) {
  if (node === shown.hovered) return;
  shown.hovered = node;
  canvas.style.cursor = node ? "pointer" : "";
  redraw();
}

placeOnRings();
relax();
byId("drawing").hidden = false;
byId("tables").open = location.hash.startsWith("#row-");
listTypes();
recolour();
listenToKeys();
listenToPointers();
showAll();
draw();
follow();
addEventListener("hashchange", follow);
new ResizeObserver(() => (view.isWhole ? showAll() : redraw())).observe(canvas);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
Object.assign(document.body.dataset, { nodes: nodes.length, edges: edges.length });
