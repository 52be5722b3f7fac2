using ServerlessOrders.Catalog;

namespace ServerlessOrders.Tests.Unit.Catalog;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("scene.tif", "scene.tif")]
    [InlineData("a\\b.nc", "a_b.nc")]
    [InlineData("a/b.nc", "a_b.nc")]
    [InlineData("line\r\nbreak.tar.gz", "line__break.tar.gz")]
    [InlineData("tab\there.csv", "tab_here.csv")]
    [InlineData("nul\0.bin", "nul_.bin")]
    [InlineData("c1\u0085.bin", "c1_.bin")]
    [InlineData("T12:30:00Z.nc", "T12:30:00Z.nc")]
    [InlineData(" ", "fallback")]
    [InlineData("", "fallback")]
    [InlineData(".", "fallback")]
    [InlineData("..", "fallback")]
    [InlineData("\\", "fallback")]
    [InlineData("\n\t ", "fallback")]
    public void FirstSafe_KeepsTheNameAndItsExtension_AndAltersWhatNoNameCanHold(string name, string expected) =>
        Assert.Equal(expected, FileNames.FirstSafe(name, "fallback"));

    [Fact]
    public void FirstSafe_WithNothingThatCanBeAName_IsFile() => Assert.Equal("file", FileNames.FirstSafe("..", "/", ""));
}
