using ServerlessOrders.Baskets;
using ServerlessOrders.Catalog;

namespace ServerlessOrders.Tests.Unit.Baskets;

public sealed class FileFiltersTests
{
    [Theory]
    [InlineData(DataType.RAWDATA, true, true, false)]
    [InlineData(DataType.QUICKLOOK_SD, true, false, true)]
    [InlineData(DataType.QUICKLOOK_MD, true, false, true)]
    [InlineData(DataType.QUICKLOOK_HD, true, false, true)]
    [InlineData(DataType.THUMBNAIL, false, false, false)]
    [InlineData(DataType.DOCUMENT, false, false, false)]
    public void Accepts_PassesOrderableFilesOfTheTypes(DataType type, bool unfiltered, bool raw, bool quicklook)
    {
        var asset = MemoryCatalog.Asset("a.tif", type);

        Assert.Equal(unfiltered, Filters([]).Accepts(asset));
        Assert.Equal(unfiltered, Filters(null).Accepts(asset));
        Assert.Equal(raw, Filters([FileType.RAWDATA]).Accepts(asset));
        Assert.Equal(quicklook, Filters([FileType.QUICKLOOK]).Accepts(asset));
        Assert.Equal(unfiltered, Filters([FileType.RAWDATA, FileType.QUICKLOOK]).Accepts(asset));
    }

    [Theory]
    [InlineData(@".*\.tif", "a.tif", true)]
    [InlineData(@".*\.tif", "a.tiff", false)]
    [InlineData("tif", "a.tif", false)]
    [InlineData("a|a.tif", "a.tif", true)]
    [InlineData("(?i)A.TIF", "a.tif", true)]
    [InlineData("  ", "a.tif", true)]
    [InlineData(null, "a.tif", true)]
    public void Accepts_MatchesTheWholeName(string? pattern, string name, bool accepted) =>
        Assert.Equal(accepted, Filters(null, pattern).Accepts(MemoryCatalog.Asset(name)));

    [Theory]
    [InlineData("test**", "not a valid regular expression")]
    [InlineData("(", "not a valid regular expression")]
    [InlineData("a)|(b", "not a valid regular expression")]
    [InlineData(@"(a)\1", "not supported")]
    [InlineData("(?!a).*", "not supported")]
    [InlineData("((((a{1000}){1000}){1000}){1000})", "too complex")]
    public void Read_PatternThatCannotBeUsed_SaysWhy(string pattern, string reason)
    {
        Assert.Null(FileFilters.Read(new FileSelectionDescription(null, pattern), out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PatternOverTheLimit_SaysTheLimit()
    {
        Assert.NotNull(FileFilters.Read(new FileSelectionDescription(null, new string('a', 512)), out _));
        Assert.Null(FileFilters.Read(new FileSelectionDescription(null, new string('a', 513)), out var error));
        Assert.Contains("512", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(a+)+b")]
    [InlineData("(a|aa)+b")]
    [InlineData("(.*)*(.*)*(.*)*b")]
    [InlineData("(((a{1000}){1000}){1000}){1000}b")]
    [InlineData("(((.?){1000}){1000}){1000}b")]
    [InlineData(@"(\w{0,1000}){0,1000}\d{0,1000}b")]
    public async Task Accepts_PatternThatWouldExplode_AnswersAtOnce(string pattern)
    {
        var matching = Task.Run(() => FileFilters.Read(new FileSelectionDescription(null, pattern), out _)?.Accepts(MemoryCatalog.Asset(new string('a', 200))) ?? false);

        Assert.False(await matching.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    private static FileFilters Filters(FileType[]? types, string? pattern = null) =>
        FileFilters.Read(new FileSelectionDescription(types, pattern), out _)!;
}
