// The operator's page: shows the engine's status as it comes, sends what the hand does.
import { Video } from "./video.js";

const METERS = ["energy", "sub", "low", "mid", "high", "air"];
const PARAM_LABELS = {
  noise_scale: "noise scale", steps: "steps", accent: "accent", manage_cache: "keep cache", light: "light",
};
const by = (id) => document.getElementById(id);
const token = new URLSearchParams(location.hash.slice(1)).get("token");

let socket = null;
let mayControl = false;
let state = "";
let lastBeat = -1;

function send(name, value = 1) {
  if (mayControl && socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ name, value }));
}

function connect() {
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);
  socket.onopen = () => {
    by("link").hidden = true;
    if (token) socket.send(JSON.stringify({ token }));
  };
  socket.onmessage = (event) => {
    const message = JSON.parse(event.data);
    if ("control" in message) allow(message.control);
    else show(message);
  };
  socket.onclose = () => {
    by("link").hidden = false;
    setTimeout(connect, 700);
  };
}

function allow(yes) {
  mayControl = yes;
  by("rights").textContent = yes ? "" : "Read only: from another machine, the token is needed to play.";
  for (const one of document.querySelectorAll("button, select, input")) one.disabled = !yes;
}

function show(status) {
  state = status.state;
  by("state").textContent = status.state;
  by("state").className = `tag ${status.state}`;
  const features = status.features;
  by("bpm").textContent = status.bpm > 0 ? status.bpm.toFixed(1) : "–";
  by("tempo-source").textContent = status.bpm > 0 ? `${status.tempo_source}, ${Math.round(100 * status.confidence)} %` : "no tempo";
  beat(status);
  by("audio").textContent = status.audio + (features && features.silence ? " — silence" : "") + (features && features.clipping ? " — CLIPPING" : "");
  by("audio").classList.toggle("bad", !status.audio_present || Boolean(features && features.clipping));
  if (features) meters(features);
  themes(status);
  fill(by("prompts"), status.prompts.map((p) => `${Math.round(100 * p.weight)} %  ${p.text}`));
  for (const param of status.params) parameter(param);
  const detail = status.peer_detail ? ` (${status.peer_detail})` : "";
  by("generator").textContent = `generator ${status.peer}${detail}, ${status.fps.toFixed(0)} frames/s`;
  by("generator").classList.toggle("bad", status.peer !== "live");
  fill(by("notices"), status.notices.slice().reverse().map((n) => `${n.level}: ${n.text}`));
  const c = status.counters;
  by("counters").textContent = `${c.beats} beats · ${c.controls_midi} MIDI · ${c.controls_osc} OSC · ` +
    `${c.params_applied} of ${c.params_sent} states shown · ${c.commands_applied} of ${c.commands_sent} commands`;
  for (const button of document.querySelectorAll("[data-switch]")) {
    button.setAttribute("aria-pressed", String(button.dataset.switch === state));
  }
}

function beat(status) {
  if (status.beat_index !== lastBeat) {
    lastBeat = status.beat_index;
    by("beat").getAnimations().forEach((animation) => animation.cancel());
    by("beat").animate([{ opacity: 1, transform: "scale(1.15)" }, { opacity: 0.25, transform: "scale(1)" }], { duration: 300 });
    [...by("bar").children].forEach((dot, n) => dot.classList.toggle("on", n === status.bar_position));
  }
}

function meters(features) {
  const values = { energy: features.energy };
  ["sub", "low", "mid", "high", "air"].forEach((name, n) => { values[name] = features.bands[n]; });
  for (const name of METERS) by(`meter-${name}`).style.setProperty("--level", values[name].toFixed(3));
}

function themes(status) {
  const select = by("theme");
  if (select.options.length !== status.themes.length) {
    select.replaceChildren(...status.themes.map((name) => new Option(name, name)));
  }
  if (document.activeElement !== select) select.value = status.theme;
}

function parameter(param) {
  let row = by(`param-${param.name}`);
  if (!row) row = newRow(param.name);
  const slider = row.querySelector("input");
  if (document.activeElement !== slider || param.holder !== "hand") slider.value = param.value;
  row.querySelector(".value").textContent = param.value.toFixed(2);
  const holder = row.querySelector(".holder");
  holder.textContent = param.holder;
  holder.className = `holder tag ${param.holder}`;
}

function newRow(name) {
  const row = document.createElement("tr");
  row.id = `param-${name}`;
  const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: 1, step: 0.005 });
  slider.disabled = !mayControl;
  slider.setAttribute("aria-label", PARAM_LABELS[name] || name);
  slider.addEventListener("input", () => send(`/soundscape/param/${name}`, Number(slider.value)));
  const release = Object.assign(document.createElement("button"), { textContent: "release", disabled: !mayControl });
  release.addEventListener("click", () => { slider.blur(); send(`/soundscape/param/${name}/release`); });
  const cells = [PARAM_LABELS[name] || name, slider, "", "", release].map((content) => {
    const cell = document.createElement("td");
    cell.append(content);
    return cell;
  });
  cells[2].className = "value";
  const holder = document.createElement("span");
  holder.className = "holder tag";
  cells[3].append(holder);
  row.append(...cells);
  by("params").append(row);
  return row;
}

function fill(list, texts) {
  const old = [...list.children].map((item) => item.textContent);
  if (old.length === texts.length && old.every((text, n) => text === texts[n])) return;
  list.replaceChildren(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
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
  button.addEventListener("click", () => send(`/soundscape/${button.dataset.switch}`, state === button.dataset.switch ? 0 : 1));
}
by("theme").addEventListener("change", (event) => send("/soundscape/theme", event.target.value));

allow(false);
connect();
new Video(by("screen")).start();
