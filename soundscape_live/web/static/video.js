// The generator's picture in this page. It connects by itself, for ever. Each connection has a video element of its
// own, shown when its first frame is there, so that the last frame stays on the screen while a new one is made.

const OFFER = "generator/offer";
const FROZEN_MS = 2000;
const FIRST_FRAME_MS = 5000;
const BACK_OFF_MS = [100, 300, 700, 1500, 3000];

export class Video {
  constructor(screen, onState = () => {}) {
    this.screen = screen;
    this.onState = onState;
    this.failures = 0;
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
      const wait = BACK_OFF_MS[Math.min(this.failures, BACK_OFF_MS.length - 1)];
      this.failures += 1;
      await new Promise((done) => setTimeout(done, wait * (0.7 + 0.6 * Math.random())));
    }
  }

  // Resolves when the picture has been lost.
  async play() {
    this.onState("connecting", "");
    const peer = new RTCPeerConnection();
    this.peer = peer;
    const element = document.createElement("video");
    Object.assign(element, { muted: true, autoplay: true, playsInline: true });
    peer.ontrack = (event) => {
      if ("jitterBufferTarget" in event.receiver) event.receiver.jitterBufferTarget = 0;
      element.srcObject = new MediaStream([event.track]);
      element.play().catch(() => {});
    };
    peer.addTransceiver("video", { direction: "recvonly" });
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    const answer = await this.post(peer.localDescription);
    this.session = answer.sessionId;
    await peer.setRemoteDescription({ sdp: answer.sdp, type: answer.type });
    await this.watch(peer, element);
  }

  async post(description) {
    const reply = await fetch(OFFER, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sdp: description.sdp, type: description.type }),
      signal: AbortSignal.timeout(5000),
    });
    if (!reply.ok) throw new Error(`the generator answered ${reply.status}`);
    return reply.json();
  }

  // Frames stop arriving, or never come: that is what a lost picture looks like, whatever ICE says.
  async watch(peer, element) {
    let frames = 0;
    let since = performance.now();
    let shown = false;
    for (;;) {
      await new Promise((done) => setTimeout(done, 250));
      const decoded = element.getVideoPlaybackQuality().totalVideoFrames;
      const time = performance.now();
      if (decoded > frames) {
        frames = decoded;
        since = time;
        if (!shown) {
          shown = true;
          this.failures = 0;
          this.show(element);
          this.onState("live", "");
        }
      }
      if (time - since > (shown ? FROZEN_MS : FIRST_FRAME_MS)) throw new Error("no frames");
      if (peer.connectionState === "failed" || peer.connectionState === "closed") throw new Error("connection lost");
    }
  }

  show(element) {
    const old = [...this.screen.children];
    this.screen.append(element);
    for (const one of old) one.remove();
  }

  leave() {
    if (this.peer) this.peer.close();
    this.peer = null;
    if (this.session) fetch(`${OFFER}/${this.session}`, { method: "DELETE", keepalive: true }).catch(() => {});
    this.session = null;
  }
}

function gathered(peer) {
  if (peer.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((done) => {
    const timer = setTimeout(done, 1000);
    peer.addEventListener("icegatheringstatechange", () => {
      if (peer.iceGatheringState === "complete") {
        clearTimeout(timer);
        done();
      }
    });
  });
}
