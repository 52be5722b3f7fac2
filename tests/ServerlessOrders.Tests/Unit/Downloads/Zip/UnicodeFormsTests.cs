using System.Text;
using ServerlessOrders.Naming;

namespace ServerlessOrders.Tests.Unit.Downloads.Zip;

/// <summary>The normalisation forms, compared with those of Python.</summary>
public sealed class UnicodeFormsTests : IDisposable
{
    private const string Compare = """
        import sys, unicodedata
        wrong = 0
        for line in open(sys.argv[1], encoding="ascii"):
            text, nfc, nfkd = ("".join(chr(int(x, 16)) for x in part.split()) for part in line.rstrip("\n").split(";"))
            if unicodedata.normalize("NFC", text) != nfc or unicodedata.normalize("NFKD", text) != nfkd:
                wrong += 1
                print("wrong:", ascii(text), ascii(nfc), ascii(nfkd))
        print("wrong in all:", wrong)
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnyText_IsAsPythonHasIt()
    {
        var changed = new List<Rune>();
        var lines = new StringBuilder();
        for (var point = 0; point < 0x110000; point++)
        {
            if (!Rune.TryCreate(point, out var rune)) continue;
            var text = rune.ToString();
            if (UnicodeForms.Compose(text) != text || UnicodeForms.DecomposeCompatibly(text) != text) changed.Add(rune);
        }

        // Each alone; then texts of such characters, marks of several classes, and parts of Hangul syllables.
        Rune[] others = [.. "aeoAEOucKs\u0301\u0323\u0327\u0308\u0345\u0338\u1100\u1161\u11a8\u3099\u0c56".EnumerateRunes()];
        var random = new Random(11);
        foreach (var rune in changed) Add(rune.ToString());
        for (var i = 0; i < 20_000; i++)
        {
            Add(string.Concat(Enumerable.Range(0, random.Next(2, 9)).Select(_ =>
                (random.Next(3) == 0 ? changed[random.Next(changed.Count)] : others[random.Next(others.Length)]).ToString())));
        }

        var path = _folder["texts.txt"];
        await File.WriteAllTextAsync(path, lines.ToString(), TestContext.Current.CancellationToken);
        Assert.InRange(changed.Count, 16_900, 17_100);
        Assert.Equal("wrong in all: 0", (await ExternalTool.RunAsync("python3", "-c", Compare, path)).Trim());

        void Add(string text) => lines.Append(Points(text)).Append(';').Append(Points(UnicodeForms.Compose(text))).Append(';')
            .Append(Points(UnicodeForms.DecomposeCompatibly(text))).Append('\n');
    }

    private static string Points(string text) => string.Join(' ', text.EnumerateRunes().Select(rune => $"{rune.Value:X}"));
}
