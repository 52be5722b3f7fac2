using ServerlessOrders.Local.Commands;

namespace ServerlessOrders.Tests.Integration.Local;

public sealed class CommandLineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--bogus")]
    [InlineData("--urls", "nowhere")]
    [InlineData("--urls", "http://127.0.0.1:99999")]
    [InlineData("--urls", "https://127.0.0.1:7443")]
    [InlineData("token")]
    [InlineData("token", "--user", "ada@example.org", "--hours", "0")]
    [InlineData("token", "--user", "ada@example.org", "--role", "KING")]
    [InlineData("token", "--user", "ada@example.org", "--tenant", "a/b")]
    [InlineData("search", "--limit", "0")]
    [InlineData("collections", "--tenant", "a/b")]
    [InlineData("remove", "--item", "x")]
    public async Task WrongUsage_EndsWithTwo_AndSaysWhatIsWrong(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import")]
    [InlineData("import", "x.json", "--archive")]
    [InlineData("import", "x.json", "--stac")]
    [InlineData("import", "x.json", "--base", "ftp://e.org/")]
    [InlineData("import", "--container", "c", "--upload")]
    [InlineData("import", ".", "--stac", "--files")]
    [InlineData("import", "x.json", "--prefix", "a")]
    public async Task WrongUsageOfImport_EndsWithOne_SinceTwoMeansThatSomethingWasLeftOut(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("import", "--help")]
    [InlineData("collections", "--help")]
    [InlineData("search", "--help")]
    [InlineData("remove", "--help")]
    [InlineData("token", "--help")]
    public async Task Help_ShowsExamples(params string[] arguments)
    {
        var (code, output, _) = await RunAsync(arguments);

        Assert.Equal(0, code);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnreadableConnectionString_EndsWithOne_InOneLineWithoutTheKey()
    {
        var (code, _, error) = await RunAsync("--storage", "AccountKey=topsecret", "--data", _folder.Path);

        Assert.Equal(1, code);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("topsecret", error, StringComparison.Ordinal);
    }

    /// <summary>A token signed with a new secret would look like one and be refused by every server.</summary>
    [Fact]
    public async Task TokenOfAFolderWithoutInstallation_EndsWithOne_AndLeavesNothingBehind()
    {
        var (code, output, error) = await RunAsync("token", "--user", "ada@example.org", "--data", _folder["typo"]);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(_folder["typo"], Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["typo"]));
    }

    [Fact]
    public async Task DataFolderThatIsAFile_EndsWithOne_InOneLine()
    {
        var file = _folder["file"];
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var (code, _, error) = await RunAsync("import", file, "--data", file);

        Assert.Equal(1, code);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Secret_IsMadeOnce_AndReadableByItsOwnerOnly()
    {
        // Those who come within the same instant are few: often.
        for (var round = 0; round < 20; round++)
        {
            var folder = _folder[$"{round}"];
            var secrets = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
                new ServerlessOrders.Local.DataFolder(folder).ReadSecretAsync(TestContext.Current.CancellationToken))));

            Assert.Single(secrets.Distinct());
            Assert.True(secrets[0].Length >= 43);
            Assert.Equal(["secret", "secret.lock"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "secret")));
        }
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
