//! How the report looks: dark and large on a screen, dark on white on paper.

pub(super) const STYLE: &str = "
:root {
  --paper: #0d0f12; --sheet: #16191e; --ink: #f2f3f5; --faint: #9aa3ad; --line: #2b3038;
  --a: #6cc3ff; --b: #ffb454; --reduced: #ffb454; --failed: #ff5d5d; --good: #7bd88f;
  color-scheme: dark;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 20px/1.45 system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 28px; }
h1 { font-size: 44px; line-height: 1.15; margin: 0; font-weight: 650; }
h2 { font-size: 26px; margin: 40px 0 10px; font-weight: 600; }
p { margin: 6px 0 0; color: var(--faint); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 14px; margin-top: 26px; }
.tile { background: var(--sheet); border-radius: 10px; padding: 14px 18px; }
.tile b { display: block; font-size: 40px; line-height: 1.15; font-weight: 650; font-variant-numeric: tabular-nums; }
.tile span { color: var(--faint); font-size: 18px; }
.tile.ill b { color: var(--failed); }
.tile.well b { color: var(--good); }
svg { display: block; width: 100%; background: var(--sheet); border-radius: 10px; }
svg text { fill: var(--ink); font-size: 18px; }
svg .x { text-anchor: middle; fill: var(--faint); } svg .y { text-anchor: end; fill: var(--faint); }
svg .in { fill: #0d0f12; font-size: 22px; font-weight: 600; pointer-events: none; }
.grid { stroke: var(--line); fill: none; } .cut { stroke: #0d0f12; stroke-opacity: .45; fill: none; }
.line { fill: none; stroke-width: 2.5; stroke-linejoin: round; } .line.a { stroke: var(--a); } .line.b { stroke: var(--b); }
.reduced { fill: var(--reduced); } .failed { fill: var(--failed); }
.p0 { fill: #6cc3ff; background: #6cc3ff; } .p1 { fill: #ffb454; background: #ffb454; }
.p2 { fill: #7bd88f; background: #7bd88f; } .p3 { fill: #d7a0ff; background: #d7a0ff; }
.p4 { fill: #ff9d9d; background: #ff9d9d; } .p5 { fill: #e6db74; background: #e6db74; }
.p6 { fill: #5fd7d2; background: #5fd7d2; } .p7 { fill: #c0c7d0; background: #c0c7d0; }
i.key { display: inline-block; width: 16px; height: 16px; border-radius: 4px; margin-right: 10px; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; color: var(--faint); font-weight: 500; font-size: 18px; }
th, td { padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-left: 14px; }
td.w { white-space: pre-wrap; overflow-wrap: anywhere; }
td.t { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.failed { color: var(--failed); } td.reduced { color: var(--reduced); }
.bar { height: 12px; border-radius: 3px; background: var(--a); margin-top: 9px;
  print-color-adjust: exact; -webkit-print-color-adjust: exact; }
@media print {
  :root { --paper: #fff; --sheet: #fff; --ink: #000; --faint: #444; --line: #ccc;
    --a: #0063b1; --b: #b35c00; --reduced: #b35c00; --failed: #c00000; --good: #1b6e2d; color-scheme: light; }
  body { font-size: 13px; } main { max-width: none; padding: 0; }
  h1 { font-size: 26px; } h2 { font-size: 17px; margin-top: 22px; break-after: avoid; } th { font-size: 12px; }
  .tile { border: 1px solid var(--line); padding: 8px 12px; } .tile b { font-size: 24px; } .tile span { font-size: 12px; }
  svg, tr, .tile { break-inside: avoid; } svg { border: 1px solid var(--line); }
  svg rect, i.key { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
";
