using System.Globalization;
using System.Text;
using CsCheck;
using ServerlessOrders.Delivery.Zip;

namespace ServerlessOrders.Tests.Unit.Delivery.Zip;

public sealed class ZipNamesTests
{
    private static readonly string[] Usual =
        ["a.txt", "A.txt", "a (1).txt", "a (1) (1).txt", "..", "../a.txt", "nul", "C:\\a.txt", "", "NOTICE.txt"];

    private static readonly Gen<string> AnyName = Gen.OneOf(
        Gen.String[0, 40],
        Gen.String[Gen.Char["ab.A/\\ :\0\n\ud83d\ude00é"], 0, 8],
        Gen.Int[1, 300].Select(it => new string('é', it) + ".tiff"),
        Gen.OneOf([.. Usual.Select(Gen.Const)]));

    [Theory]
    [InlineData("a.txt,a.txt,a.txt", "a.txt,a (1).txt,a (2).txt")]
    [InlineData("a,a", "a,a (1)")]
    [InlineData("a.tar.gz,a.tar.gz", "a.tar.gz,a.tar (1).gz")]
    [InlineData(".hidden,.hidden", ".hidden,.hidden (1)")]
    [InlineData("a.txt,a (1).txt,a.txt", "a.txt,a (1).txt,a (2).txt")]
    [InlineData("a.txt,a.txt,a (1).txt", "a.txt,a (1).txt,a (1) (1).txt")]
    [InlineData("a.txt,A.TXT,a.txt", "a.txt,A (1).TXT,a (2).txt")]
    [InlineData("x/a.txt,y/a.txt", "a.txt,a (1).txt")]
    public void Next_SameNameAgain_GetsTheNextFreeNumber(string names, string expected)
    {
        var zipNames = new ZipNames();

        Assert.Equal(expected.Split(','), names.Split(',').Select(zipNames.Next));
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("/etc/passwd", "passwd")]
    [InlineData("..\\..\\boot.ini", "boot.ini")]
    [InlineData("C:\\boot.ini", "boot.ini")]
    [InlineData("C:boot.ini", "C_boot.ini")]
    [InlineData("folder/", "folder")]
    [InlineData("", "file")]
    [InlineData(".", "file")]
    [InlineData("..", "file")]
    [InlineData("a/..", "file")]
    [InlineData(" . . ", "file")]
    [InlineData("a.txt. .", "a.txt")]
    [InlineData("a\0b\nc\u007fd\u0085e", "a_b_c_d_e")]
    [InlineData("photo\u202Egpj.exe", "photo_gpj.exe")]
    [InlineData("NUL", "_NUL")]
    [InlineData("com1.tar.gz", "_com1.tar.gz")]
    [InlineData("Aux .txt", "_Aux .txt")]
    [InlineData("COMet.txt", "COMet.txt")]
    [InlineData("a\uffffb", "a_b")]
    [InlineData("S2A 12:00:00 été 😀.tif", "S2A 12:00:00 été 😀.tif")]
    public void Next_HostileName_StaysInTheFolder(string name, string expected) =>
        Assert.Equal(expected, new ZipNames().Next(name));

    [Fact]
    public void Next_HalfASurrogatePair_BecomesAnUnderscore() => Assert.Equal("a_b", new ZipNames().Next("a\ud800b"));

    [Fact]
    public void Next_AnyNames_AreSafeUniqueAndTheSameEachTime() =>
        AnyName.Array[0, 60].Sample(names =>
        {
            ZipNames first = new(), second = new();
            var given = names.Select(first.Next).ToList();

            Assert.Equal(given, names.Select(second.Next));
            Assert.Equal(given.Count, given.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            Assert.All(given, it =>
            {
                Assert.True(SafeFileName.IsSafe(it), it);
                Assert.InRange(Encoding.UTF8.GetByteCount(it), 1, 255);
                Assert.Equal(it, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(it)));
                Assert.DoesNotContain(it, char.IsControl);
                Assert.Equal(-1, it.AsSpan().IndexOfAny('/', '\\'));
                Assert.NotEqual("..", it);
            });
        });

    [Theory]
    [InlineData(300, ".tif", "a", 255)]
    [InlineData(100, ".tif", "😀", 255)]
    [InlineData(300, "", "é", 254)]
    [InlineData(3, ".an extension far too long to be one, so that it counts as part of the name", "a", 79)]
    public void Next_LongName_IsCutBeforeItsExtension(int count, string extension, string character, int expectedBytes)
    {
        var name = string.Concat(Enumerable.Repeat(character, count)) + extension;
        var names = new ZipNames();
        var (first, second) = (names.Next(name), names.Next(name));

        Assert.EndsWith(extension, first, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(first), expectedBytes - 3, expectedBytes);
        Assert.EndsWith(" (1)" + extension, second, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(second), 1, 255);
        Assert.All([first, second], it => Assert.DoesNotContain('\uFFFD', it));
    }

    [Fact]
    public void Next_AHundredThousandEqualNames_AreNumberedWithoutSearching()
    {
        var names = new ZipNames();
        var last = "";
        for (var i = 0; i < 100_000; i++)
            last = names.Next("a.txt");

        Assert.Equal("a (99999).txt", last);
    }

    [Fact]
    public void Next_LongNamesEqualOnceCut_DoNotWalkThroughEachOthersNumbers()
    {
        // 100 different names that share what is left of them, 100 times each: one counter, not 100 walks.
        var names = new ZipNames();
        var last = "";
        for (var i = 0; i < 10_000; i++)
            last = names.Next(new string('a', 260) + (i % 100).ToString(CultureInfo.InvariantCulture) + ".tif");

        Assert.EndsWith("a (9999).tif", last, StringComparison.Ordinal);
    }
}
