// The generator's picture in this page. It connects by itself, for ever. Each connection has a video element of its
// own, shown when its first frame is there, so that the last frame stays on the screen while a new one is made.

const OFFER = "generator/offer";
const FROZEN_MS = 2000;
const FIRST_FRAME_MS = 5000;
const STALE_MS = 10000; // An offer that found nobody for so long is made anew: the network may be another one.
const EAGER_MS = 5000; // How long after a loss each attempt follows the last at once.
const EAGER_WAIT_MS = 120;
const PATIENT_WAIT_MS = 1000;

export class Video {
  constructor(screen, onState = () => {}) {
    this.screen = screen;
    this.onState = onState;
    this.lostAt = performance.now();
    this.peer = null;
    this.session = null;
    window.addEventListener("pagehide", () => this.leave());
  }

  async start() {
    for (;;) {
      try {
        await this.play();
      } catch (error) {
        this.onState("lost", String(error.message || error));
      }
      this.leave();
      await this.breathe();
    }
  }

  // Returns by throwing, when the picture has been lost.
  async play() {
    const peer = new RTCPeerConnection();
    this.peer = peer;
    const element = Object.assign(document.createElement("video"), { muted: true, autoplay: true, playsInline: true });
    const candidates = [];
    peer.onicecandidate = (event) => {
      if (!event.candidate || !event.candidate.candidate) return;
      candidates.push(event.candidate.toJSON());
      this.trickle(candidates);
    };
    peer.ontrack = (event) => {
      if ("jitterBufferTarget" in event.receiver) event.receiver.jitterBufferTarget = 0;
      element.srcObject = new MediaStream([event.track]);
      element.play().catch(() => {});
    };
    peer.addTransceiver("video", { direction: "recvonly" });
    await peer.setLocalDescription();
    const answer = await this.agree(peer.localDescription);
    this.session = answer.sessionId;
    await peer.setRemoteDescription({ sdp: answer.sdp, type: answer.type });
    this.trickle(candidates);
    await this.watch(peer, element);
  }

  // The answer to an offer. A generator that is only just starting is asked until it is there.
  async agree(description) {
    const { sdp, type } = description;
    const begun = performance.now();
    for (;;) {
      const reply = await fetch(OFFER, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ sdp, type }),
        signal: AbortSignal.timeout(5000),
      }).catch(() => null);
      if (reply && reply.ok) return reply.json();
      const reason = reply ? (await reply.text()).slice(0, 200) : "the engine does not answer";
      this.onState("waiting", reason);
      if (performance.now() - begun > STALE_MS) throw new Error(reason);
      await this.breathe();
    }
  }

  // Candidates are sent as they are found; until there is a session they wait.
  trickle(candidates) {
    if (!this.session || candidates.length === 0) return;
    fetch(`${OFFER}/${this.session}`, {
      method: "PATCH",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ candidates: candidates.splice(0) }),
    }).catch(() => {});
  }

  // Frames stop arriving, or never come: that is what a lost picture looks like, whatever ICE says.
  async watch(peer, element) {
    let frames = 0;
    let since = performance.now();
    let shown = false;
    for (;;) {
      await pause(shown ? 200 : 30);
      const decoded = element.getVideoPlaybackQuality().totalVideoFrames;
      const time = performance.now();
      // A browser may decode nothing for a page that nobody sees.
      if (decoded > frames || document.hidden) since = time;
      if (decoded > frames && !shown) {
        shown = true;
        this.screen.replaceChildren(element);
        this.onState("live", "");
      }
      frames = decoded;
      if (shown) this.lostAt = time;
      if (time - since > (shown ? FROZEN_MS : FIRST_FRAME_MS)) throw new Error("no frames come");
      if (["failed", "closed"].includes(peer.connectionState)) throw new Error("the connection is lost");
    }
  }

  breathe() {
    const eager = performance.now() - this.lostAt < EAGER_MS;
    return pause((eager ? EAGER_WAIT_MS : PATIENT_WAIT_MS) * (0.7 + 0.6 * Math.random()));
  }

  leave() {
    if (this.peer) this.peer.close();
    this.peer = null;
    if (this.session) fetch(`${OFFER}/${this.session}`, { method: "DELETE", keepalive: true }).catch(() => {});
    this.session = null;
  }
}

function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
