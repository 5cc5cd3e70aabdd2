// The graphics card's programs and pictures with which a video's picture is finished (finish.js).

const SMALLER = 4; // What shines is computed on a picture so much smaller.
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

const VERTEX = `
attribute vec2 corner;
varying vec2 at;
void main() { at = corner * .5 + .5; gl_Position = vec4(corner, 0., 1.); }`;

const HEAD = `
precision highp float;
varying vec2 at;
uniform sampler2D picture;
uniform vec2 texel;`;

// What is brighter than most, from all pixels that a smaller one stands for.
const BRIGHT = `${HEAD}
vec3 over(vec2 by) { return max(texture2D(picture, at + by * texel).rgb - .6, 0.); }
void main() {
  gl_FragColor = vec4((over(vec2(-1., -1.)) + over(vec2(1., -1.)) + over(vec2(-1., 1.)) + over(vec2(1., 1.))) * .625, 1.);
}`;

// A bell of nine points along \`texel\`.
const SPREAD = `${HEAD}
vec3 pair(float n) { return texture2D(picture, at + n * texel).rgb + texture2D(picture, at - n * texel).rgb; }
void main() {
  vec3 sum = .204 * texture2D(picture, at).rgb + .180 * pair(1.) + .124 * pair(2.) + .066 * pair(3.) + .028 * pair(4.);
  gl_FragColor = vec4(sum, 1.);
}`;

const WHOLE = `${HEAD}
uniform sampler2D glow;
uniform vec4 wish;
vec3 see(float x, float y) { return texture2D(picture, at + vec2(x, y) * texel).rgb; }
vec3 even(float by) {
  vec3 cross = see(by, 0.) + see(-by, 0.) + see(0., by) + see(0., -by);
  vec3 corners = see(by, by) + see(-by, by) + see(by, -by) + see(-by, -by);
  return .25 * see(0., 0.) + .125 * cross + .0625 * corners;
}
float chance(vec2 place) { return fract(sin(dot(place, vec2(12.9898, 78.233))) * 43758.5453); }
void main() {
  vec3 plain = see(0., 0.), near = even(1.3), wide = even(3.);
  vec3 detail = near - wide;
  float edge = clamp(14. * dot(abs(detail), vec3(.333)), 0., 1.);
  vec3 seen = mix(plain, near, wish.x * (1. - .35 * edge)) + wish.y * 1.2 * detail;
  // Light over light, so that what is bright keeps its shape.
  seen += max(1. - seen, 0.) * min(wish.z * texture2D(glow, at).rgb, 1.);
  // Grain that changes with the picture, so that what stands still is still.
  vec3 there = texture2D(picture, vec2(.37, .61)).rgb + texture2D(picture, vec2(.71, .23)).rgb;
  vec2 from = vec2(dot(there, vec3(7., 5., 3.)), dot(there, vec3(2., 11., 13.)));
  float light = dot(clamp(seen, 0., 1.), vec3(.3, .6, .1));
  seen += wish.w * .05 * sqrt(light * (1.05 - light)) * (chance(floor(gl_FragCoord.xy / 1.5) + from) - .5);
  gl_FragColor = vec4(seen, 1.);
}`;

export class Card {
  // Null where there is none that can.
  static open(canvas, anyhow) {
    const gl = canvas.getContext("webgl", { alpha: false, antialias: false, failIfMajorPerformanceCaveat: !anyhow });
    if (!gl || (!anyhow && SOFTWARE.test(renderer(gl)))) return null;
    try {
      return new Card(gl);
    } catch (error) {
      console.warn(`the picture is not finished: ${error.message}`);
      return null;
    }
  }

  constructor(gl) {
    this.gl = gl;
    this.programs = { bright: program(gl, BRIGHT), spread: program(gl, SPREAD), whole: program(gl, WHOLE) };
    this.picture = texture(gl);
    this.glows = [texture(gl), texture(gl)];
    this.frame = gl.createFramebuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 3, -1, -1, 3]), gl.STATIC_DRAW);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, true);
  }

  get lost() {
    return this.gl.isContextLost();
  }

  draw(video, wish) {
    const { gl, programs } = this;
    const { videoWidth: width, videoHeight: height } = video;
    const small = [Math.ceil(width / SMALLER), Math.ceil(height / SMALLER)];
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.picture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, gl.RGB, gl.UNSIGNED_BYTE, video);
    if (wish[2]) {
      this.pass(programs.bright, this.picture, [1 / width, 1 / height], this.glows[0], small);
      this.pass(programs.spread, this.glows[0], [1 / small[0], 0], this.glows[1], small);
      this.pass(programs.spread, this.glows[1], [0, 1 / small[1]], this.glows[0], small);
    }
    const whole = programs.whole;
    gl.useProgram(whole);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, this.glows[0]);
    gl.uniform1i(gl.getUniformLocation(whole, "glow"), 1);
    gl.uniform4f(gl.getUniformLocation(whole, "wish"), ...wish);
    this.pass(whole, this.picture, [1 / width, 1 / height], null, [gl.drawingBufferWidth, gl.drawingBufferHeight]);
  }

  pass(used, from, texel, to, [width, height]) {
    const { gl } = this;
    if (to) {
      gl.activeTexture(gl.TEXTURE0);
      gl.bindTexture(gl.TEXTURE_2D, to);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, width, height, 0, gl.RGB, gl.UNSIGNED_BYTE, null);
    }
    gl.bindFramebuffer(gl.FRAMEBUFFER, to && this.frame);
    if (to) gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, to, 0);
    gl.viewport(0, 0, width, height);
    gl.useProgram(used);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, from);
    gl.uniform2f(gl.getUniformLocation(used, "texel"), ...texel);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }
}

// What computes, as the browser calls it.
function renderer(gl) {
  const more = gl.getExtension("WEBGL_debug_renderer_info");
  return String(gl.getParameter(more ? more.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

function program(gl, fragment) {
  const made = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.bindAttribLocation(made, 0, "corner");
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made) || "no shader");
  return made;
}

function texture(gl) {
  const made = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, made);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, 1, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, null);
  for (const [name, value] of [
    [gl.TEXTURE_MIN_FILTER, gl.LINEAR], [gl.TEXTURE_MAG_FILTER, gl.LINEAR],
    [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE], [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
  ]) gl.texParameteri(gl.TEXTURE_2D, name, value);
  return made;
}
