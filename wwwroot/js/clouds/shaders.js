// GLSL ES 3.00 programs of the point cloud.

const view = `
uniform vec2 uCentre;   // data units in the middle of the plot
uniform vec2 uScale;    // clip units per data unit
vec4 place(vec2 p) { return vec4((p - uCentre) * uScale, 0.0, 1.0); }
const vec4 NOWHERE = vec4(2.0, 2.0, 2.0, 1.0);
`;

// Inferred positions stand in one texture, a row per path and a column per time; two columns are mixed here, so that
// moving the slider changes two numbers and uploads nothing.
const paths = `
uniform highp sampler2D uPaths;   // [paths, times] of (x, y)
uniform float uStride;            // every k-th path is drawn
int pathOf(int drawn) { return int(float(drawn) * uStride); }
vec2 at(int path, vec2 frame) {
  int column = int(frame.x);
  int last = textureSize(uPaths, 0).x - 1;
  vec2 a = texelFetch(uPaths, ivec2(column, path), 0).xy;
  vec2 b = texelFetch(uPaths, ivec2(min(column + 1, last), path), 0).xy;
  return mix(a, b, frame.y);
}
`;

export const cells = {
  vertex: `#version 300 es
precision highp float;
in vec2 aPosition;
in float aTime;
in float aValue;
uniform vec2 uBracket;      // measured times on both sides
uniform float uIsGhostPass;
uniform float uFade;        // 0: all cells count as neighbours
uniform vec2 uRange;        // value at the start of the scale, 1 / width
uniform float uSize;
uniform float uAlpha;
uniform vec3 uGhost;
uniform float uIsAmount;
uniform sampler2D uRamp;
out vec4 vColour;
out float vSize;
out float vEdge;
${view}
void main() {
  float span = max(abs(uBracket.y), 1e-6) * 1e-6;
  bool near = abs(aTime - uBracket.x) <= span || abs(aTime - uBracket.y) <= span;
  bool isGhost = uFade > 0.5 && !near;
  bool isMissing = isnan(aValue);
  if (isGhost != (uIsGhostPass > 0.5) || isnan(aPosition.x) || isnan(aPosition.y)) {
    gl_Position = NOWHERE;
    gl_PointSize = 1.0;
    return;
  }
  float fraction = clamp((aValue - uRange.x) * uRange.y, 0.0, 1.0);
  vec3 colour = isGhost || isMissing ? uGhost : texture(uRamp, vec2((fraction * 255.0 + 0.5) / 256.0, 0.5)).rgb;
  vColour = vec4(colour, isGhost ? 0.55 : uAlpha);
  vSize = isGhost ? uSize * 0.72 : uSize;
  vEdge = uIsAmount > 0.5 && !isGhost && fraction < 0.3 ? 1.0 : 0.0;
  gl_PointSize = vSize + 2.0;
  gl_Position = place(aPosition);
}`,
  fragment: `#version 300 es
precision highp float;
in vec4 vColour;
in float vSize;
in float vEdge;
uniform vec3 uEdge;
uniform float uRatio;
out vec4 colour;
void main() {
  float distance = length((gl_PointCoord - 0.5) * (vSize + 2.0));
  float radius = vSize * 0.5;
  float inside = 1.0 - smoothstep(radius - 0.5, radius + 0.5, distance);
  float edge = vEdge * smoothstep(radius - 0.6 * uRatio - 0.5, radius - 0.6 * uRatio + 0.5, distance);
  float alpha = vColour.a * inside;
  if (alpha <= 0.003) discard;
  colour = vec4(mix(vColour.rgb, uEdge, edge) * alpha, alpha);
}`,
};

export const rings = {
  vertex: `#version 300 es
precision highp float;
uniform vec2 uFrame;
uniform float uSize;
uniform vec3 uColour;
uniform float uHasValues;
uniform highp sampler2D uValues;  // [paths, times] of a gene
uniform vec2 uRange;
uniform sampler2D uRamp;
out vec3 vColour;
out float vSize;
${view}${paths}
void main() {
  int path = pathOf(gl_VertexID);
  vec2 p = at(path, uFrame);
  vColour = uColour;
  if (uHasValues > 0.5) {
    int column = int(uFrame.x);
    int last = textureSize(uValues, 0).x - 1;
    float value = mix(texelFetch(uValues, ivec2(column, path), 0).r, texelFetch(uValues, ivec2(min(column + 1, last), path), 0).r, uFrame.y);
    float fraction = clamp((value - uRange.x) * uRange.y, 0.0, 1.0);
    if (!isnan(value)) vColour = texture(uRamp, vec2((fraction * 255.0 + 0.5) / 256.0, 0.5)).rgb;
  }
  vSize = uSize;
  gl_PointSize = uSize + 2.0;
  gl_Position = isnan(p.x) || isnan(p.y) ? NOWHERE : place(p);
}`,
  fragment: `#version 300 es
precision highp float;
in vec3 vColour;
in float vSize;
uniform float uStroke;
uniform float uAlpha;
uniform float uHasValues;
uniform vec3 uEdge;
uniform vec3 uFill;
out vec4 colour;
void main() {
  float distance = length((gl_PointCoord - 0.5) * (vSize + 2.0));
  float radius = vSize * 0.5;
  float outer = 1.0 - smoothstep(radius - 0.5, radius + 0.5, distance);
  float hole = 1.0 - smoothstep(radius - uStroke - 0.5, radius - uStroke + 0.5, distance);
  // The hole is veiled with the ground, so that a ring over a dot still reads as a ring.
  float alpha = outer * mix(uAlpha, 0.55, hole);
  if (alpha <= 0.003) discard;
  float edge = uHasValues * smoothstep(radius - 0.6, radius, distance) * 0.7;
  colour = vec4(mix(mix(vColour, uEdge, edge), uFill, hole) * alpha, alpha);
}`,
};

export const tails = {
  vertex: `#version 300 es
precision highp float;
uniform vec2 uSteps[STEPS];  // frames, now first
uniform vec2 uPixels;        // half the plot in pixels
uniform float uWidth;
out float vFade;
${view}${paths}
void main() {
  int step = gl_VertexID >> 1;
  float side = float(gl_VertexID & 1) * 2.0 - 1.0;
  int path = pathOf(gl_InstanceID);
  vec2 here = place(at(path, uSteps[step])).xy;
  vec2 before = place(at(path, uSteps[max(step - 1, 0)])).xy;
  vec2 after = place(at(path, uSteps[min(step + 1, STEPS - 1)])).xy;
  vec2 along = (after - before) * uPixels;
  float reach = length(along);
  vec2 across = reach < 1e-4 ? vec2(0.0) : vec2(-along.y, along.x) / reach;
  vFade = 1.0 - float(step) / float(STEPS - 1);
  gl_Position = isnan(here.x) ? NOWHERE : vec4(here + across * side * uWidth * 0.5 / uPixels, 0.0, 1.0);
}`,
  fragment: `#version 300 es
precision highp float;
in float vFade;
uniform vec3 uColour;
uniform float uAlpha;
out vec4 colour;
void main() {
  float alpha = uAlpha * (0.15 + 0.85 * vFade);
  colour = vec4(uColour * alpha, alpha);
}`,
};

// Whole trajectories: separate short segments, because what is inferred is dashed.
export const lines = {
  vertex: `#version 300 es
precision highp float;
uniform float uVertices;
uniform sampler2D uRamp;
uniform highp sampler2D uTimes;   // [times] as fraction of the range
out vec3 vColour;
${view}${paths}
void main() {
  int path = pathOf(gl_InstanceID);
  int last = textureSize(uPaths, 0).x - 1;
  float place_ = float(gl_VertexID) / (uVertices - 1.0) * float(last);
  float column = min(floor(place_), float(max(last - 1, 0)));
  vec2 p = at(path, vec2(column, place_ - column));
  float a = texelFetch(uTimes, ivec2(int(column), 0), 0).r;
  float b = texelFetch(uTimes, ivec2(min(int(column) + 1, last), 0), 0).r;
  vColour = texture(uRamp, vec2((mix(a, b, place_ - column) * 255.0 + 0.5) / 256.0, 0.5)).rgb;
  gl_Position = isnan(p.x) || isnan(p.y) ? NOWHERE : place(p);
}`,
  fragment: `#version 300 es
precision highp float;
in vec3 vColour;
uniform float uAlpha;
out vec4 colour;
void main() { colour = vec4(vColour * uAlpha, uAlpha); }`,
};
