using System.Diagnostics;
using System.Text.Json;
using ServerlessOrders.Local.Commands;

namespace ServerlessOrders.Tests.Integration.Local;

/// <summary>The commands that fill, show and empty the catalog, as a user types them.</summary>
public sealed class ImportCommandTests(AzuriteFixture azurite) : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _tenant = AzuriteFixture.NewTenant();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_SaysWhatCameInAndWhatDidNot_AndItsExitCodeToo()
    {
        var good = Write("good.json", Items(Item("a"), Item("b")));
        var mixed = Write("mixed.json", Items(Item("b"), Item("c"), Item(" ")));
        var bad = Write("bad.json", Item(" "));

        var all = await RunAsync("import", good);
        var some = await RunAsync("import", mixed);
        var none = await RunAsync("import", bad);
        var same = await RunAsync("import", good, "--json");
        var planned = await RunAsync("import", mixed, "--json", "--dry-run");

        Assert.Equal((0, "Imported 2 products (2 new, 0 replaced, 0 unchanged) with 2 files (20 bytes) into c."), (all.Code, all.Output.Trim()));
        Assert.Equal(
            (2, "Imported 2 products (1 new, 0 replaced, 1 unchanged) with 2 files (20 bytes) into c. One thing was left out, see above."),
            (some.Code, some.Output.Trim()));
        Assert.Contains("Left out: mixed.json: item 3: 'id' is empty.", some.Error, StringComparison.Ordinal);
        Assert.Equal((1, "Nothing was imported. One thing was left out, see above."), (none.Code, none.Output.Trim()));
        Assert.Equal(0, same.Code);
        Assert.Equal((2, 0, 2, 0), Counts(same.Output));
        Assert.Equal(2, planned.Code);
        Assert.Equal((2, 0, 2, 1), Counts(planned.Output));
        var notes = JsonDocument.Parse(planned.Output).RootElement.GetProperty("notes").EnumerateArray();
        var note = notes.Single(n => n.GetProperty("leftOut").GetBoolean());
        Assert.Equal(("mixed.json", 3), (note.GetProperty("document").GetString(), note.GetProperty("number").GetInt32()));
    }

    [Fact]
    public async Task FolderThatHoldsStac_IsRefused_UntilItIsSaidWhatItIs()
    {
        Write("in/collection.json", """{"type":"Collection","stac_version":"1.0.0","id":"c"}""");
        Write("in/item.json", Item("a"));

        var unclear = await RunAsync("import", _folder["in"]);
        var stac = await RunAsync("import", _folder["in"], "--stac");
        var files = await RunAsync("import", _folder["in"], "--files", "--collection", "f", "--container", $"c{_tenant}");

        Assert.Equal((1, ""), (unclear.Code, unclear.Output));
        Assert.Contains("holds STAC documents", unclear.Error, StringComparison.Ordinal);
        Assert.Contains("--stac", unclear.Error, StringComparison.Ordinal);
        Assert.Contains("--files", unclear.Error, StringComparison.Ordinal);
        Assert.Equal((0, 0), (stac.Code, files.Code));
        Assert.StartsWith("Imported 2 products (2 new", files.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collections_Search_AndRemove_ShowAndEmptyTheCatalog()
    {
        await RunAsync("import", Write("items.json", Items(Item("a"), Item("b"), Item("c2", "other"))));

        var collections = await RunAsync("collections", "--count");
        var json = await RunAsync("collections", "--json");
        var search = await RunAsync("search", "productId:b");
        var lines = await RunAsync("search", "--json", "--limit", "2");
        var wrong = await RunAsync("search", "a AND (");
        var planned = await RunAsync("remove", "--collection", "c", "--item", "a", "--dry-run");
        var one = await RunAsync("remove", "--collection", "c", "--item", "a", "--item", "nope");
        var rest = await RunAsync("remove", "--collection", "c");
        var gone = await RunAsync("remove", "--collection", "c");

        Assert.Equal(["ID     PRODUCTS  TITLE", "c      2         c", "other  1         other"], Lines(collections.Output));
        Assert.Equal(["c", "other"], JsonDocument.Parse(json.Output).RootElement.EnumerateArray().Select(c => c.GetProperty("id").GetString()));
        Assert.Equal(["COLLECTION  ID  TIME                  FILES  SIZE", "c           b   2024-01-31T12:00:00Z  1      10 bytes"], Lines(search.Output));
        Assert.Equal(["a", "b"], Lines(lines.Output).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("id").GetString()));
        Assert.Contains("more than 2", lines.Error, StringComparison.Ordinal);
        Assert.Equal(1, wrong.Code);
        Assert.Contains("The query cannot be read", wrong.Error, StringComparison.Ordinal);
        Assert.Equal("Would remove 1 products of the collection c.", planned.Output.Trim());
        Assert.Equal((1, "Removed 1 products of the collection c."), (one.Code, one.Output.Trim()));
        Assert.Contains("no product 'nope'", one.Error, StringComparison.Ordinal);
        Assert.Equal((0, "Removed the collection c with 1 products."), (rest.Code, rest.Output.Trim()));
        Assert.Equal(1, gone.Code);
        Assert.Equal(["ID     TITLE", "other  other"], Lines((await RunAsync("collections")).Output));
    }

    [Fact]
    public async Task NamedPipe_IsReadLikeAFile_AndAnEndlessOneEndsAtItsFirstFault()
    {
        if (!OperatingSystem.IsLinux()) return;
        var pipe = _folder["pipe"];
        using (var mkfifo = Process.Start("mkfifo", [pipe])) await mkfifo.WaitForExitAsync(Stop);
        using var writer = Process.Start("sh", ["-c", $"cat '{Write("items.json", Items(Item("a"), Item("b")))}' > '{pipe}'"]);

        var read = await RunAsync("import", pipe, "--json");
        var endless = await RunAsync("import", "/dev/zero");

        await writer.WaitForExitAsync(Stop);
        Assert.Equal(0, read.Code);
        Assert.Equal((2, 2, 0, 0), Counts(read.Output));
        Assert.Equal(1, endless.Code);
        Assert.Contains("not valid JSON at line 1, byte 1", endless.Error, StringComparison.Ordinal);
    }

    private static (int Items, int Added, int Unchanged, int LeftOut) Counts(string output)
    {
        var json = JsonDocument.Parse(output).RootElement;
        int Of(string name) => json.GetProperty(name).GetInt32();
        return (Of("items"), Of("added"), Of("unchanged"), Of("leftOut"));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Item(string id, string collection = "c") => $$"""
        {"type":"Feature","stac_version":"1.0.0","id":"{{id}}","collection":"{{collection}}","properties":{"datetime":"2024-01-31T12:00:00Z"},
         "assets":{"d":{"href":"https://data.example.org/{{id.Trim()}}.tif","file:size":10.0} } }
        """;

    private static string Items(params string[] items) => $$"""{"type":"FeatureCollection","features":[{{string.Join(",", items)}}]}""";

    private string Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], content);
        return _folder[name];
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            [.. arguments, "--tenant", _tenant, "--storage", azurite.ConnectionString, "--data", _folder["data"]], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
