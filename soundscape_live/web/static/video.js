// What a screen shows, in this page. The engine says which generator draws for it; each connection to one has a video
// element of its own, shown when its first frame is there, so that the last picture stays on the screen while a new
// one is made: the moving one where another generator was chosen, the last frame where one was lost.

import { Finish } from "./finish.js";

const FROZEN_MS = 2000;
const FIRST_FRAME_MS = 5000;
const STALE_MS = 10000; // An offer that found nobody for so long is made anew: the network may be another one.
const EAGER_MS = 5000; // How long after a loss each attempt follows the last at once.
const EAGER_WAIT_MS = 120;
const PATIENT_WAIT_MS = 1000;
const SILENT_MS = 3000; // What is shown is said once a second; without it for so long, the engine is gone.
const ANSWER_MS = 5000;

export class Video {
  constructor(screen, onState = () => {}, name = "") {
    this.screen = screen;
    this.onState = onState;
    this.showing = new Showing(name, (shown) => this.turn(shown));
    this.lostAt = performance.now();
    this.generator = "";
    this.light = 1;
    this.made = null; // The connection that is being made or kept.
    this.seen = null; // The one whose picture is on the screen.
    this.known = new Promise((resolve) => { this.know = resolve; });
    window.addEventListener("pagehide", () => { this.made?.leave(); this.seen?.leave(); });
  }

  async start() {
    await this.known;
    for (;;) {
      const mine = new Connection(this.generator, this.onState, () => this.wait());
      this.made = mine;
      this.dim();
      try {
        await mine.play(() => this.show(mine), () => { this.lostAt = performance.now(); });
      } catch (error) {
        if (!mine.turned) this.onState("lost", String(error.message || error));
      }
      // Where another generator is shown, the picture moves on until that one's first frame is there.
      if (!mine.turned || this.seen !== mine) mine.leave();
      if (!mine.turned) await mine.pause(this.wait());
    }
  }

  turn({ generator, light }) {
    this.light = light;
    this.know();
    if (generator !== this.generator) {
      this.generator = generator;
      this.lostAt = performance.now();
      this.made?.turn();
    }
    this.dim();
  }

  show(connection) {
    if (this.seen !== connection) this.seen?.leave();
    this.seen = connection;
    this.screen.replaceChildren(...connection.elements);
    this.onState("live", "");
  }

  // What a generator cannot dim is dimmed here; black is black also for a last frame that stays.
  dim() {
    for (const one of [this.made, this.seen]) {
      if (one && (one.generator === this.generator || this.light === 0)) one.dim(this.light < 1 ? `brightness(${this.light})` : "");
    }
  }

  wait() {
    const eager = performance.now() - this.lostAt < EAGER_MS;
    return (eager ? EAGER_WAIT_MS : PATIENT_WAIT_MS) * (0.7 + 0.6 * Math.random());
  }
}

// Hears what the engine says of a screen, for ever.
class Showing {
  constructor(name, onShown) {
    this.url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/generator/showing?screen=${encodeURIComponent(name)}`;
    this.onShown = onShown;
    this.connect();
    setInterval(() => { if (performance.now() - this.heardAt > SILENT_MS && !document.hidden) this.connect(); }, 500);
  }

  connect() {
    const old = this.socket;
    const mine = new WebSocket(this.url);
    this.socket = mine;
    this.heardAt = performance.now();
    mine.onmessage = (event) => {
      this.heardAt = performance.now();
      this.onShown(JSON.parse(event.data));
    };
    mine.onclose = () => setTimeout(() => { if (this.socket === mine) this.connect(); }, 400 + 200 * Math.random());
    old?.close();
  }
}

// One connection to one generator, from the offer to the loss.
class Connection {
  constructor(generator, onState, wait) {
    this.generator = generator;
    this.wait = wait; // Milliseconds until the next attempt.
    this.offer = `generator/${encodeURIComponent(generator)}/offer`;
    this.onState = onState;
    this.begun = performance.now();
    this.element = Object.assign(document.createElement("video"), { muted: true, autoplay: true, playsInline: true });
    this.finish = null; // What is laid over the video, if the generator asks for it.
    this.candidates = [];
    this.answer = null;
    this.session = null;
    this.turned = false;
    this.left = false;
    this.turning = new Promise((resolve) => { this.turnNow = resolve; });
    this.peer = new RTCPeerConnection();
    this.peer.onicecandidate = (event) => {
      if (!event.candidate || !event.candidate.candidate) return;
      this.candidates.push(event.candidate.toJSON());
      this.trickle();
    };
    this.peer.ontrack = (event) => {
      if ("jitterBufferTarget" in event.receiver) event.receiver.jitterBufferTarget = 0;
      this.element.srcObject = new MediaStream([event.track]);
      this.element.play().catch(() => {});
    };
  }

  // Returns when another generator is shown; throws when the picture has been lost.
  async play(onShown, onFrames) {
    this.peer.addTransceiver("video", { direction: "recvonly" });
    await this.peer.setLocalDescription();
    const answer = await this.agree(this.peer.localDescription);
    if (!answer) return;
    this.finish = new Finish(this.element, answer.finish);
    await this.peer.setRemoteDescription({ sdp: answer.sdp, type: answer.type });
    this.trickle();
    await this.watch(onShown, onFrames);
  }

  get elements() {
    return this.finish ? [this.element, this.finish.element] : [this.element];
  }

  dim(filter) {
    for (const one of this.elements) one.style.filter = filter;
  }

  // Another generator is shown from now on.
  turn() {
    this.turned = true;
    this.turnNow();
  }

  // The answer to an offer. A generator that is only just starting is asked until it is there.
  async agree({ sdp, type }) {
    while (!this.turned) {
      const reason = await Promise.race([this.ask(sdp, type), this.turning]);
      if (this.turned || this.answer) return this.turned ? null : this.answer;
      this.onState("waiting", reason);
      if (performance.now() - this.begun > STALE_MS) throw new Error(reason);
      await this.pause(this.wait());
    }
    return null;
  }

  // Returns why there is no answer, if there is none.
  async ask(sdp, type) {
    const reply = await fetch(this.offer, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sdp, type }),
      signal: AbortSignal.timeout(ANSWER_MS),
    }).catch(() => null);
    if (!reply) return "the engine does not answer";
    if (!reply.ok) return (await reply.text()).slice(0, 200);
    this.answer = await reply.json();
    this.session = this.answer.sessionId;
    if (this.left) this.forget();
    return "";
  }

  // Candidates are sent as they are found; until there is a session they wait.
  trickle() {
    if (!this.session || this.candidates.length === 0) return;
    fetch(`${this.offer}/${this.session}`, {
      method: "PATCH",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ candidates: this.candidates.splice(0) }),
    }).catch(() => {});
  }

  // Frames stop arriving, or never come: that is what a lost picture looks like, whatever ICE says.
  async watch(onShown, onFrames) {
    let frames = 0;
    let since = performance.now();
    let shown = false;
    while (!this.turned) {
      await this.pause(shown ? 200 : 30);
      const decoded = this.element.getVideoPlaybackQuality().totalVideoFrames;
      const time = performance.now();
      // A browser may decode nothing for a page that nobody sees.
      if (decoded > frames || document.hidden) since = time;
      if (decoded > frames && !shown && !this.turned) {
        shown = true;
        onShown();
      }
      frames = decoded;
      if (shown) onFrames();
      if (time - since > (shown ? FROZEN_MS : FIRST_FRAME_MS)) throw new Error("no frames come");
      if (["failed", "closed"].includes(this.peer.connectionState)) throw new Error("the connection is lost");
    }
  }

  pause(ms) {
    return Promise.race([this.turning, new Promise((done) => setTimeout(done, ms))]);
  }

  leave() {
    this.left = true;
    this.finish?.end();
    this.peer.close();
    this.forget();
  }

  // Ends the session, now or when it comes.
  forget() {
    if (this.session) fetch(`${this.offer}/${this.session}`, { method: "DELETE", keepalive: true }).catch(() => {});
    this.session = null;
  }
}
