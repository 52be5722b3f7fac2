using CsCheck;
using Microsoft.Net.Http.Headers;
using ServerlessOrders.Http;

namespace ServerlessOrders.Tests.Unit.Http;

public sealed class ContentDispositionTests
{
    [Theory]
    [InlineData("orders.csv", "attachment;filename=orders.csv")]
    [InlineData("two words.tif", "attachment;filename=\"two words.tif\"")]
    [InlineData("a\"b.tif", "attachment;filename=\"a_b.tif\";filename*=UTF-8''a%22b.tif")]
    [InlineData("50%25.tif", "attachment;filename=\"50_25.tif\";filename*=UTF-8''50%2525.tif")]
    [InlineData("été.tif", "attachment;filename=\"_t_.tif\";filename*=UTF-8''%C3%A9t%C3%A9.tif")]
    [InlineData("a\r\nSet-Cookie: x", "attachment;filename=\"a__Set-Cookie: x\"")]
    [InlineData("../../etc/passwd", "attachment;filename=.._.._etc_passwd")]
    [InlineData("", "attachment;filename=\"\"")]
    public void Attachment_AnyName_IsWrittenByRfc6266(string name, string header) =>
        Assert.Equal(header, ContentDisposition.Attachment(name));

    [Fact]
    public void Attachment_AnyName_IsAHeaderThatParsesBack() =>
        Gen.String.Sample(name =>
        {
            var header = ContentDisposition.Attachment(name);
            return header.All(c => c is >= ' ' and < '\x7f') && ContentDispositionHeaderValue.TryParse(header, out _);
        });
}
