// The style sheet of assessment pages. Its colours have a contrast of at least 4.5 to 1 for text.
#pragma once

namespace portcullis::cli {

inline constexpr char kAssessmentPageStyle[] = R"css(
:root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--ink:#16202b;--soft:#566372;--line:#dde2e8;
--track:#e6eaef;--fill:#2f6fb5;--good:#12683b;--good-card:#e3f4ea;--bad:#a3201c;--bad-card:#fcebea;--mark:#16202b}
@media(prefers-color-scheme:dark){:root{--page:#10151b;--card:#19212a;--ink:#e8edf2;--soft:#a3b0bd;
--line:#2d3843;--track:#2b3641;--fill:#6ba6e8;--good:#7fdca6;--good-card:#15301f;--bad:#ff9c94;
--bad-card:#3b1a1a;--mark:#f5f8fb}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1040px;margin:0 auto;padding:24px 20px 48px;display:grid;gap:16px}
section,header{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:20px 24px;min-width:0}
header{border-left:8px solid var(--bad);background:var(--bad-card)}
header.accepted{border-left-color:var(--good);background:var(--good-card)}
h1{font-size:1.75rem;line-height:1.2;margin:4px 0 6px;color:var(--bad);letter-spacing:-.01em}
.accepted h1{color:var(--good)}
h2{font-size:1.05rem;margin:0 0 12px}
p{margin:0}
.soft,figcaption,footer{color:var(--soft);font-size:.875rem}
header .soft{color:var(--ink);opacity:.85}
.why{font-size:1.05rem;overflow-wrap:anywhere}
ol,ul{margin:0;padding-left:1.3em}
.advice{font-size:1.15rem;font-weight:600}
.pictures{display:flex;flex-wrap:wrap;gap:24px;align-items:flex-start}.pictures figure:first-child{flex:1 1 420px}
figure{margin:0;min-width:0}
figure svg,figure img{display:block;max-width:100%;border-radius:8px;background:var(--track)}
figure svg{width:100%;height:auto}
.chip img{width:240px;height:auto}
figcaption{margin-top:8px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);font-size:.875rem;padding-bottom:10px}
th,td{padding:7px 10px;border-top:1px solid var(--line);text-align:left;font-weight:400}
thead th{border-top:0;color:var(--soft);font-size:.875rem}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right;white-space:nowrap}
.drawn{width:38%}
.bar{position:relative;height:12px;border-radius:6px;background:var(--track)}
.fill{position:absolute;inset:0 auto 0 0;border-radius:6px;background:var(--fill)}
.mark{position:absolute;top:-4px;bottom:-4px;width:3px;margin-left:-1px;border-radius:2px;background:var(--mark)}
.below .fill{background:var(--bad)}
.below th,.below td{color:var(--bad);font-weight:600}
.overall th,.overall td{font-weight:700;border-top:2px solid var(--soft)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));gap:16px}
dl{margin:0;display:grid;grid-template-columns:minmax(7.5em,auto) minmax(0,1fr);gap:6px 16px}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
@media(max-width:700px){
main{padding:12px 10px 32px;gap:10px}section,header{padding:16px;border-radius:12px}
h1{font-size:1.45rem}
.pictures figure:first-child{flex-basis:100%}.chip img{width:180px}
table,tbody,caption{display:block}thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
tr{display:grid;grid-template-columns:1fr auto auto;gap:2px 14px;padding:9px 0;border-top:1px solid var(--line)}
th,td{padding:0;border:0}.overall{border-top:2px solid var(--soft)}.overall th,.overall td{border:0}
.drawn{grid-column:1/-1;grid-row:2;width:auto;padding:4px 0}.needed{grid-column:1/-1;grid-row:3;text-align:left}
.needed:empty{display:none}.needed:not(:empty)::before{content:"needed: "}
dl{grid-template-columns:minmax(0,1fr);gap:0}dd{margin-bottom:8px}}
@media print{body{background:#fff}section,header{break-inside:avoid}}
)css";

}  // namespace portcullis::cli
