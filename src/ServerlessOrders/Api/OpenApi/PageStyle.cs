using System.Security.Cryptography;
using System.Text;

namespace ServerlessOrders.Api.OpenApi;

/// <summary>How the page of the description looks.</summary>
internal static class PageStyle
{
    /// <summary>The content of its one style element.</summary>
    internal const string Css = """
        :root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: light-dark(#0b5cad, #7ab8ff); }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 66rem; margin: 0 auto; padding: 1rem; }
        a { color: var(--accent); }
        h1 small { font-weight: normal; opacity: .7; }
        h2 { margin-top: 3rem; border-bottom: 2px solid var(--line); }
        h3 { margin-top: 2.5rem; font-size: 1.05rem; }
        h4 { margin: 1rem 0 .25rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); }
        code, pre { font: .875rem/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
        pre { background: var(--soft); padding: .75rem; overflow-x: auto; white-space: pre-wrap; }
        .method { font-weight: bold; color: var(--accent); white-space: nowrap; }
        .role { opacity: .75; font-size: .85rem; white-space: nowrap; }
        summary { cursor: pointer; }
        :target { background: var(--soft); }
        """;

    /// <summary>Names it in a Content-Security-Policy.</summary>
    internal static string Hash { get; } = "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)));
}
