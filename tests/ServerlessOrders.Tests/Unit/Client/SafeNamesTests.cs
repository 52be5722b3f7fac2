using CsCheck;
using ServerlessOrders.Client.Fetch;

namespace ServerlessOrders.Tests.Unit.Client;

public sealed class SafeNamesTests
{
    [Theory]
    [InlineData("plain.tif", "plain.tif")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("..", "file")]
    [InlineData("", "file")]
    [InlineData("a\\b:c.txt", "a_b_c.txt")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("COM1", "_COM1")]
    [InlineData("dots. . ", "dots")]
    [InlineData(".orders-7", "_.orders-7")]
    [InlineData("line\nbreak", "line_break")]
    public void Name_OfAnOrder_IsWritableEverywhere(string name, string safe) => Assert.Equal(safe, SafeNames.From(name));

    [Fact]
    public void Names_ThatAreEqualButForCase_GetNumbers()
    {
        var names = new SafeNames();

        Assert.Equal(["a.txt", "A (1).TXT", "a (2).txt", "manifest-sha256 (1).txt"], new[] { "a.txt", "A.TXT", "a.txt", "manifest-sha256.txt" }.Select(names.Next));
    }

    [Fact]
    public void Names_ThatAreEqualButForTheFormOfTheirAccents_GetNumbers()
    {
        var names = new SafeNames();

        Assert.Equal(
            ["caf\u00e9.tif", "caf\u00e9 (1).tif", "CAF\u00c9 (2).tif", "\uac00.tif", "\uac00 (1).tif", "\u6771\u4eac.tif", "\u65e5\u672c.tif"],
            new[] { "caf\u00e9.tif", "cafe\u0301.tif", "CAFE\u0301.tif", "\uac00.tif", "\u1100\u1161.tif", "\u6771\u4eac.tif", "\u65e5\u672c.tif" }.Select(names.Next));
    }

    [Fact]
    public void Names_OfAnyText_StayInTheFolderAndDiffer() => Gen.String[Gen.Char, 0, 300].Array[1, 20].Sample(texts =>
    {
        var names = new SafeNames();
        var given = texts.Concat(texts).Select(names.Next).ToList();
        var folder = Path.GetFullPath("folder");
        return given.Distinct(StringComparer.OrdinalIgnoreCase).Count() == given.Count
            && given.All(name => Path.GetDirectoryName(Path.GetFullPath(Path.Combine(folder, name))) == folder
                && System.Text.Encoding.UTF8.GetByteCount(name) <= 255 && SafeNames.From(name) == name);
    });
}
