/** The console's colours and letters over Swagger UI's, light and dark, as its `shell/base.css` has them. */
export const referenceStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f7f7f5, #121316);
  --surface: light-dark(#fff, #1a1c20);
  --hover: light-dark(#f2f3f4, #22252a);
  --line: light-dark(#e4e5e3, #2b2e34);
  --edge: light-dark(#8b9096, #6d737c);
  --text: light-dark(#1b1d21, #e9eaec);
  --quiet: light-dark(#585d65, #a4a9b2);
  --accent: light-dark(#3a4fb5, #a3b0ff);
  --good: light-dark(#17693c, #6bd199);
  --warn: light-dark(#835200, #e8b75c);
  --bad: light-dark(#ae2017, #ff948b);
  --letters: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace;
}
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; }
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font-family: var(--letters); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

.bar {
  display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0.5rem 1.5rem;
  padding: 1rem max(1.25rem, (100% - 1420px) / 2); border-bottom: 1px solid var(--line); background: var(--surface);
}
.loading { padding: 2rem max(1.25rem, (100% - 1420px) / 2); color: var(--quiet); }
.bar a { color: var(--accent); font-size: 0.875rem; }
.bar .home { color: var(--text); font-size: 1.05rem; font-weight: 680; letter-spacing: -0.01em; text-decoration: none; }
.bar nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }

.swagger-ui, .swagger-ui :is(p, li, table, td, th, label, h1, h2, h3, h4, h5, section, a, small, button, select, input, textarea,
  .opblock-tag, .opblock-summary-description, .tab li, .parameter__name, .parameter__type, .response-col_status, .btn,
  .opblock-description-wrapper, .markdown, .renderedMarkdown, .model-title, .info__extdocs, .info .title, .servers-title) {
  font-family: var(--letters); color: var(--text);
}
.swagger-ui :is(code, pre, .opblock-summary-path, .opblock-summary-path span, .opblock-summary-path a, .model, .microlight, .prop-type) {
  font-family: var(--mono);
}
.swagger-ui a, .swagger-ui .info a { color: var(--accent); }
.swagger-ui .info { margin: 2rem 0 1.5rem; }
.swagger-ui .info .title { font-size: 1.6rem; font-weight: 640; letter-spacing: -0.015em; }
.swagger-ui .info .title small pre, .swagger-ui .info .title small { background: none; color: var(--quiet); }
body .swagger-ui .info .title small.version-stamp, body .swagger-ui .info .title small { border: 1px solid var(--line); border-radius: 1rem; background: none; }
body .swagger-ui .info .title small pre { color: var(--quiet); font-family: var(--letters); }
.swagger-ui .info__summary, .swagger-ui .info .base-url, .swagger-ui .opblock-tag small,
.swagger-ui .opblock .opblock-summary-description, .swagger-ui .parameter__in, .swagger-ui .prop-format { color: var(--quiet); }
.swagger-ui .markdown :is(p, li), .swagger-ui .renderedMarkdown :is(p, li) { font-size: 0.9375rem; line-height: 1.5; }
.swagger-ui :is(.markdown, .renderedMarkdown, .info) code, .swagger-ui .opblock-description code, .swagger-ui td code {
  padding: 0.05rem 0.25rem; border-radius: 0.25rem; background: var(--hover); color: var(--text); font-size: 0.9em; font-weight: 500;
}
.swagger-ui .scheme-container { margin: 0 0 1rem; padding: 1rem 0; background: none; box-shadow: none; }
body .swagger-ui :is(.opblock-section-header, .responses-wrapper, .opblock-body, .auth-container) :is(h4, h5, label, span.parameter__name, .tab-item, .tab-item button) { color: var(--text); font-family: var(--letters); }
body .swagger-ui pre code { padding: 0; background: none !important; color: inherit !important; }
.swagger-ui .opblock-tag { border-bottom: 1px solid var(--line); font-size: 1.1rem; }
.swagger-ui .opblock-tag:hover { background: var(--hover); }

body .swagger-ui .opblock.opblock { --tone: var(--accent); margin: 0 0 0.5rem; border: 1px solid var(--line); border-radius: 0.625rem;
  background: var(--surface); box-shadow: none; }
body .swagger-ui .opblock.opblock.opblock-post { --tone: var(--good); }
body .swagger-ui .opblock.opblock:is(.opblock-put, .opblock-patch) { --tone: var(--warn); }
body .swagger-ui .opblock.opblock.opblock-delete { --tone: var(--bad); }
body .swagger-ui .opblock.opblock.is-open { border-color: color-mix(in srgb, var(--tone) 45%, var(--line)); }
body .swagger-ui .opblock.opblock .opblock-summary { border-color: var(--line); }
body .swagger-ui .opblock.opblock .opblock-summary-method {
  min-width: 5rem; border-radius: 0.375rem; background: color-mix(in srgb, var(--tone) 12%, var(--surface)); color: var(--tone);
  font-family: var(--letters); text-shadow: none;
}
.swagger-ui .opblock .opblock-section-header { background: var(--hover); box-shadow: none; }
body .swagger-ui .opblock.opblock .tab-header .tab-item.active h4 span::after { background: var(--tone); }
.swagger-ui :is(.opblock-body pre.microlight, .highlight-code pre, .highlight-code > .microlight, textarea.curl, .body-param__example) {
  border: 1px solid var(--line); background: var(--ground) !important; color: var(--text) !important; text-shadow: none;
}
.swagger-ui .microlight span, .swagger-ui .microlight code { color: inherit !important; }
.swagger-ui :is(input[type=text], input[type=password], input[type=search], input[type=email], textarea, select) {
  border: 1px solid var(--edge); border-radius: 0.375rem; background: var(--surface); color: var(--text); box-shadow: none;
}
.swagger-ui .btn { border-color: var(--edge); border-radius: 0.375rem; background: var(--surface); color: var(--text); box-shadow: none; }
.swagger-ui .btn.authorize { border-color: var(--accent); color: var(--accent); }
.swagger-ui .btn.authorize svg { fill: var(--accent); }
.swagger-ui .btn.execute { border-color: transparent; background: light-dark(#3a4fb5, #8d9cf5); color: light-dark(#fff, #12162e); }
.swagger-ui :is(.arrow, .opblock-control-arrow svg, .expand-operation svg, .models-control svg, .authorization__btn svg, .view-line-link svg, .copy-to-clipboard svg) { fill: var(--quiet); }
.swagger-ui section.models { border: 1px solid var(--line); border-radius: 0.625rem; background: var(--surface); }
.swagger-ui section.models.is-open h4 { border-color: var(--line); }
.swagger-ui section.models .model-container, .swagger-ui .model-box, .swagger-ui .json-schema-2020-12 { background: var(--hover); }
.swagger-ui [class*='json-schema-2020-12'] { color: var(--text); font-family: var(--letters); }
.swagger-ui [class*='json-schema-2020-12-keyword__value'], .swagger-ui [class*='json-schema-2020-12__attribute--'] { color: var(--accent); }
.swagger-ui [class*='json-schema-2020-12-keyword__value--warning'] { border-color: var(--warn); color: var(--warn); }
.swagger-ui table thead tr :is(td, th) { border-color: var(--line); color: var(--quiet); }
.swagger-ui .parameter__name.required::after, .swagger-ui .parameter__name.required span { color: var(--bad); }
.swagger-ui .dialog-ux .modal-ux { border: 1px solid var(--line); background: var(--surface); }
.swagger-ui .dialog-ux .modal-ux-header { border-color: var(--line); }
.swagger-ui .auth-container { border-color: var(--line); }
.swagger-ui .loading-container .loading::after { color: var(--text); }
@media (max-width: 720px) {
  .swagger-ui .wrapper { padding: 0 0.75rem; }
  .swagger-ui .opblock .opblock-summary { flex-wrap: wrap; }
  .swagger-ui .opblock .opblock-summary-path { max-width: 100%; }
  .swagger-ui .opblock-body { overflow-x: auto; }
}
`.trim()
