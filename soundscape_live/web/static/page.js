// The operator's page: shows the engine's status as it comes, sends what the hand does.
import { choose, onFinish } from "./finish.js";
import { Generators } from "./generators.js";
import { Learning } from "./learning.js";
import { Parameters } from "./parameters.js";
import { Video } from "./video.js";
import { Words } from "./words.js";

const METERS = ["energy", "sub", "low", "mid", "high", "air"];
const SILENT_MS = 2000; // The status comes twenty times a second; without it for so long, the engine is gone.
const by = (id) => document.getElementById(id);
const token = new URLSearchParams(location.hash.slice(1)).get("token");

let socket = null;
let mayControl = false;
let safety = {};
let locked = false;
let lastBeat = -1;
let heardAt = performance.now();

function send(name, value = 1) {
  if (mayControl && socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ name, value }));
}

const parameters = new Parameters(by("params"), send);
const generators = new Generators(by("generator"), by("generators"), send);
const words = new Words(by("prompts"));
const learning = new Learning(by("learn"), send);

function connect() {
  const mine = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);
  socket = mine;
  heardAt = performance.now();
  mine.onopen = () => {
    if (token) mine.send(JSON.stringify({ token }));
  };
  mine.onmessage = (event) => {
    heardAt = performance.now();
    document.body.classList.remove("lost");
    const message = JSON.parse(event.data);
    if ("control" in message) allow(message.control);
    else show(message);
  };
  mine.onclose = () => {
    if (socket !== mine) return;
    lose();
    setTimeout(() => { if (socket === mine) connect(); }, 500);
  };
}

function lose() {
  document.body.classList.add("lost");
  allow(false);
  by("rights").hidden = true;
}

// A frozen engine closes nothing.
setInterval(() => {
  if (performance.now() - heardAt < SILENT_MS || document.hidden) return;
  lose();
  const old = socket;
  socket = null;
  old?.close();
  connect();
}, 500);

function allow(yes) {
  mayControl = yes;
  by("rights").hidden = yes;
  for (const one of document.querySelectorAll("button:not([data-local]), input")) one.disabled = !yes;
}

function show(status) {
  safety = status.safety;
  text("state", status.state);
  by("state").className = `tag ${status.state}`;
  tempo(status);
  sound(status);
  themes(status);
  words.show(status.prompts);
  parameters.show(status.params, status.loras);
  learning.show(status);
  generators.show(status, mayControl);
  rows(by("notices"), status.notices.map((n) => ({ head: ago(status.at - n.at), text: n.text, kind: n.level })).reverse());
  const c = status.counters;
  text("counters", `${c.beats} beats · ${c.controls_midi} MIDI · ${c.controls_osc} OSC · ` +
    `${c.params_applied ? `${c.params_applied} of ${c.params_sent} states shown` : `${c.params_sent} states sent`} · ${c.commands_applied} of ${c.commands_sent} commands done`);
  for (const button of document.querySelectorAll("[data-switch]")) press(button, safety[button.dataset.switch]);
  stage(status);
}

function stage(status) {
  const { scene, morph, cue, cue_next, cue_waits, bars_to_next } = status.stage;
  const when = bars_to_next === null ? "" : ` in ${bars_to_next} bars`;
  const words = [
    morph ? `${morph.lower} to ${morph.upper}, ${Math.round(100 * morph.x)} %` : scene && `scene ${scene}`,
    cue && `cue ${cue}`,
    cue_next && `${cue_waits ? "waits" : "next"}: ${cue_next}${when}`,
    ...status.sources.filter((one) => !one.present).map((one) => `${one.source} is gone${one.applied ? `: ${one.policy}` : ""}`),
  ];
  text("stage", words.filter(Boolean).join(" · "));
}

function tempo(status) {
  text("bpm", status.bpm > 0 ? status.bpm.toFixed(1) : "–");
  const glide = status.tempo_gliding ? `, gliding ${Math.round(1000 * Math.abs(status.tempo_to_go))} ms` : "";
  text("tempo-source", status.bpm > 0 ? `${status.tempo_source}, sure to ${Math.round(100 * status.confidence)} %${glide}` : "no tempo yet");
  locked = status.tempo_locked;
  press(by("lock"), locked);
  if (status.beat_index === lastBeat) return;
  lastBeat = status.beat_index;
  by("beat").getAnimations().forEach((animation) => animation.cancel());
  by("beat").animate([{ opacity: 1 }, { opacity: 0.25 }], { duration: 300 });
  const bar = by("bar");
  while (bar.children.length <= Math.max(3, status.bar_position)) bar.append(document.createElement("li"));
  [...bar.children].forEach((dot, n) => dot.classList.toggle("on", n === status.bar_position));
}

function sound(status) {
  const features = status.features;
  const clipping = Boolean(features && features.clipping);
  const words = [status.audio, features && features.silence ? "silence" : "", clipping ? "CLIPPING" : ""];
  text("audio", words.filter(Boolean).join(" · "));
  by("audio").classList.toggle("bad", !status.audio_present || clipping);
  const levels = features ? [features.energy, ...features.bands] : [];
  METERS.forEach((name, n) => by(`meter-${name}`).style.setProperty("--level", (levels[n] ?? 0).toFixed(3)));
}

function themes(status) {
  const box = by("themes");
  if ([...box.children].map((one) => one.dataset.theme).join() !== status.themes.join()) {
    box.replaceChildren(...status.themes.map(themeButton));
  }
  for (const one of box.children) press(one, one.dataset.theme === status.theme);
}

function themeButton(name) {
  const button = Object.assign(document.createElement("button"), { textContent: name.replaceAll("-", " "), disabled: !mayControl });
  button.dataset.theme = name;
  button.addEventListener("click", () => send("/soundscape/theme", name));
  return button;
}

function ago(seconds) {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

function press(button, pressed) {
  const wanted = String(pressed);
  if (button.getAttribute("aria-pressed") !== wanted) button.setAttribute("aria-pressed", wanted);
}

function text(id, words) {
  if (by(id).textContent !== words) by(id).textContent = words;
}

// Rows of a short head and a text; what has not changed is left alone, so that it can be read and scrolled.
function rows(list, wanted) {
  while (list.children.length > wanted.length) list.lastChild.remove();
  while (list.children.length < wanted.length) {
    const item = document.createElement("li");
    item.append(document.createElement("b"), document.createElement("span"));
    list.append(item);
  }
  wanted.forEach((row, n) => {
    const item = list.children[n];
    const [head, body] = item.children;
    if (item.className !== row.kind) item.className = row.kind;
    if (head.textContent !== row.head) head.textContent = row.head;
    if (body.textContent !== row.text) body.textContent = item.title = row.text;
  });
}

for (const name of METERS) {
  const meter = document.createElement("div");
  meter.innerHTML = `<span>${name}</span><i id="meter-${name}"></i>`;
  by("meters").append(meter);
}
for (const button of document.querySelectorAll("[data-name]")) {
  button.addEventListener("click", () => send(button.dataset.name));
}
for (const button of document.querySelectorAll("[data-switch]")) {
  button.addEventListener("click", () => send(`/soundscape/${button.dataset.switch}`, safety[button.dataset.switch] ? 0 : 1));
}

by("lock").addEventListener("click", () => send("/soundscape/tempo/lock", locked ? 0 : 1));

// The finish is this browser's own affair: it is the one that computes it.
onFinish(({ wished, seen }) => {
  by("finish").hidden = !wished;
  press(by("finish"), seen);
});
by("finish").addEventListener("click", () => choose(by("finish").getAttribute("aria-pressed") === "true" ? "off" : "on"));

lose();
connect();
new Video(by("screen"), (picture, reason) => {
  by("veil").hidden = picture === "live";
  by("veil").textContent = reason ? `waiting for the picture: ${reason}` : "waiting for the picture";
}).start();
