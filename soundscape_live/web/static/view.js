// The picture alone, for the projector: it connects by itself, for ever; a click goes full screen. `?screen=NAME` is
// another screen's.
import { Video } from "./video.js";

const screen = document.getElementById("screen");
new Video(screen, () => {}, new URLSearchParams(location.search).get("screen") ?? "").start();
screen.addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => {});
});

// The projector's machine shall not go to sleep; browsers give this to https and to this machine alone.
function stayAwake() {
  if (navigator.wakeLock && !document.hidden) navigator.wakeLock.request("screen").catch(() => {});
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
