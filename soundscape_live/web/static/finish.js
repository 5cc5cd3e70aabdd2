// Finishes the picture where it is shown, on the graphics card, as the generator that draws it asks: the weave of a
// small decoder is evened out, what is a few pixels large stands out, what is bright shines, what is smooth gets grain.
// A canvas over the video; where that cannot be, or is switched off, the video is seen as it comes. A browser that would
// compute it without a graphics card does not, unless it is asked to with ?finish=on.

import { Card } from "./card.js";

const LONGEST = 2048; // Pixels of the canvas's longer side.
const KEY = "finish";
const WISHES = ["soften", "sharpen", "bloom", "grain"];
const changed = new EventTarget();
let said = null;
let chosen = null; // By a hand, on this page.

// How this browser wants it: "on" also without a graphics card, "off", or "auto".
export function choice() {
  const wanted = chosen ?? new URLSearchParams(location.search).get(KEY) ?? kept();
  return ["on", "off"].includes(wanted) ? wanted : "auto";
}

export function choose(wanted) {
  chosen = wanted;
  kept(wanted);
  changed.dispatchEvent(new Event("change"));
}

// What this browser keeps of the choice; one that keeps nothing has none.
function kept(wanted) {
  try {
    if (wanted) localStorage.setItem(KEY, wanted);
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

// Calls back with whether the generator that is seen asks for a finish, and whether it is seen.
export function onFinish(hear) {
  changed.addEventListener("seen", (event) => hear(event.detail));
}

export class Finish {
  constructor(video, wish) {
    this.video = video;
    this.wish = WISHES.map((name) => Math.min(1, Math.max(0, Number(wish?.[name]) || 0)));
    this.element = Object.assign(document.createElement("canvas"), { hidden: true });
    this.element.addEventListener("webglcontextlost", (event) => { event.preventDefault(); this.element.hidden = true; });
    this.element.addEventListener("webglcontextrestored", () => { this.card = this.tried = null; });
    this.stop = new AbortController();
    changed.addEventListener("change", () => this.draw(), { signal: this.stop.signal });
    if (this.wish.some(Boolean)) this.each();
  }

  end() {
    this.ended = true;
    this.stop.abort();
  }

  // Each frame of the video, as long as it lives.
  each() {
    const next = () => { if (!this.ended) { this.draw(); this.each(); } };
    if (this.video.requestVideoFrameCallback) this.video.requestVideoFrameCallback(next);
    else requestAnimationFrame(next);
  }

  draw() {
    try {
      this.element.hidden = !this.able();
      if (!this.element.hidden) this.card.draw(this.video, this.wish);
    } catch (error) {
      console.warn(`the picture is not finished: ${error.message}`);
      this.wish = [0, 0, 0, 0]; // A picture that stays behind would hide the one that goes on.
      this.element.hidden = true;
    }
    if (this.element.isConnected) this.say();
  }

  able() {
    const how = choice();
    if (how === "off" || !this.video.videoWidth || !this.wish.some(Boolean)) return false;
    if (!this.card && this.tried !== how) {
      this.tried = how;
      this.card = Card.open(this.element, how === "on");
    }
    if (!this.card || this.card.lost) return false;
    this.fit();
    return true;
  }

  // Whoever shows the switch hears when something has changed.
  say() {
    const told = { wished: this.wish.some(Boolean), seen: !this.element.hidden };
    if (said?.wished === told.wished && said?.seen === told.seen) return;
    said = told;
    changed.dispatchEvent(new CustomEvent("seen", { detail: told }));
  }

  // As many pixels as are seen, in the video's shape.
  fit() {
    const { videoWidth, videoHeight, clientWidth, clientHeight } = this.video;
    const shown = Math.min(clientWidth / videoWidth, clientHeight / videoHeight) * devicePixelRatio;
    const scale = Math.min(Math.max(1, shown), LONGEST / Math.max(videoWidth, videoHeight));
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
    if (this.element.width !== width) this.element.width = width;
    if (this.element.height !== height) this.element.height = height;
  }
}
