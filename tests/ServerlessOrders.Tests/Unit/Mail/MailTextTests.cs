using Microsoft.Extensions.Options;
using ServerlessOrders.Mail;
using ServerlessOrders.Orders;

namespace ServerlessOrders.Tests.Unit.Mail;

public sealed class MailTextTests
{
    private static readonly DateTimeOffset Date = new(2024, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);

    private static readonly Order SomeOrder = new()
    {
        Tenant = "demo", Id = 7, Owner = "ann@example.org", OwnerRole = "REGISTERED_USER", Label = "Été <b>\r\nBcc: x</b>",
        CreationDate = Date, ExpirationDate = Date, Status = OrderStatus.RUNNING, StatusDate = Date, SubOrderHours = 1,
    };

    [Fact]
    public void Confirmation_HasDateMetalinkAndPage_AndNoMarkupOfTheLabel()
    {
        var mail = ConfirmationMail.Of(SomeOrder, "https://x/m?orderToken=a&scope=b", "https://y/?a=1&b=2");

        Assert.Equal("Order number 7 is confirmed", mail.Subject);
        Assert.Equal("ann@example.org", mail.To);
        Assert.Contains("\"Été <b>  Bcc: x</b>\"", mail.Text, StringComparison.Ordinal);
        Assert.Contains("\nhttps://x/m?orderToken=a&scope=b\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains("\nhttps://y/?a=1&b=2\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains("2024-03-04T05:06:07.089Z", mail.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;  Bcc: x&lt;/b&gt;", mail.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://x/m?orderToken=a&amp;scope=b\"", mail.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://y/?a=1&amp;b=2\"", mail.Html, StringComparison.Ordinal);
        Assert.Contains("2024-03-04T05:06:07.089Z", mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Confirmation_WithoutAddresses_HasNoLink()
    {
        var mail = ConfirmationMail.Of(SomeOrder, null, null);

        Assert.DoesNotContain("http", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("href", mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Reminder_ListsTheOrders_AndCountsThoseBeyondAHundred()
    {
        var orders = Enumerable.Range(1, 103).Select(id => new WaitingOrder(id, $"<{id}>\n", 3, Date, Date.AddDays(1))).ToList();

        var mail = ReminderMail.Of("demo", "ann@example.org", new DateOnly(2024, 3, 7), orders, "https://y/");

        Assert.Equal("Reminder: some orders are waiting for you", mail.Subject);
        Assert.Contains(
            "- order number 1, \"<1> \": 3 available files since 2024-03-04T05:06:07.089Z, expires on 2024-03-05T05:06:07.089Z\n",
            mail.Text, StringComparison.Ordinal);
        Assert.Contains("order number 100, <b>&lt;100&gt; </b>", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("number 101", mail.Text, StringComparison.Ordinal);
        Assert.Contains("and 3 more.", mail.Text, StringComparison.Ordinal);
        Assert.StartsWith("reminder.20240307.", mail.Id, StringComparison.Ordinal);
        Assert.NotEqual(mail.Id, ReminderMail.Of("demo2", "ann@example.org", new DateOnly(2024, 3, 7), orders, null).Id);
    }

    [Theory]
    [InlineData("https://example.org/done?x=1#y", "https://example.org/done?x=1#y")]
    [InlineData("HTTP://example.org", "http://example.org/")]
    [InlineData("/user/demo/orders?q=1", "https://host.example/user/demo/orders?q=1")]
    [InlineData("/a?b=\"><script>", "https://host.example/a?b=%22%3E%3Cscript%3E")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("data:text/html,x", null)]
    [InlineData("file:///etc/passwd", null)]
    [InlineData("ftp://example.org/", null)]
    [InlineData("https://user:secret@example.org/", null)]
    [InlineData("https://example.org/\r\nBcc: x", null)]
    [InlineData("example.org", null)]
    [InlineData("//evil.example/x", null)]
    [InlineData("///evil.example/x", null)]
    [InlineData("/\\evil.example/x", null)]
    [InlineData("\\\\evil.example\\x", null)]
    [InlineData("/x\\..\\..\\evil.example", null)]
    [InlineData(" //evil.example/x", null)]
    [InlineData("/\t/evil.example/x", null)]
    [InlineData("/\n/evil.example", null)]
    [InlineData("https:evil.example", null)]
    [InlineData("https:/evil.example", null)]
    [InlineData("https:///evil.example", null)]
    [InlineData("https:\\\\evil.example", null)]
    [InlineData("https://host.example@evil.example/", null)]
    [InlineData("https://host.example\\@evil.example/", null)]
    [InlineData("https://", null)]
    [InlineData("vbscript:x", null)]
    [InlineData("blob:https://example.org/1", null)]
    [InlineData("/a//b", "https://host.example/a//b")]
    [InlineData("/%2f/evil.example", "https://host.example/%2f/evil.example")]
    [InlineData("/@evil.example", "https://host.example/@evil.example")]
    [InlineData("/.evil.example", "https://host.example/.evil.example")]
    [InlineData("/orders?then=//evil.example", "https://host.example/orders?then=//evil.example")]
    [InlineData(" https://example.org/a b ", "https://example.org/a%20b")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Page_IsAnAddressForABrowser_OrNothing(string? given, string? expected) =>
        Assert.Equal(expected, MailLinks.Page(given, "https://host.example/api"));

    [Fact]
    public void Page_PathWithoutKnownHost_IsNothing() => Assert.Null(MailLinks.Page("/orders", null));

    [Theory]
    [InlineData("orders@example.org", null, 587, MailTls.StartTls, null, null, null)]
    [InlineData("nobody", null, null, MailTls.StartTls, null, null, "Orders:Mail:From")]
    [InlineData("a@b.c", "smtp.example.org:25", null, MailTls.StartTls, null, null, "Orders:Mail:Host")]
    [InlineData("a@b.c", "smtp.example.org", 0, MailTls.StartTls, null, null, "Orders:Mail:Port")]
    [InlineData("a@b.c", "smtp.example.org", null, (MailTls)9, null, null, "Orders:Mail:Tls")]
    [InlineData("a@b.c", "smtp.example.org", null, MailTls.StartTls, "u", null, "Orders:Mail:Password")]
    [InlineData("a@b.c", "smtp.example.org", null, MailTls.None, "u", "p", "in clear")]
    [InlineData("a@b.c", "127.0.0.1", 25, MailTls.None, "u", "p", null)]
    [InlineData("a@b.c", "smtp.example.org", null, MailTls.Implicit, "u", "p", null)]
    public void Options_ThatCannotWork_AreNamed(
        string from, string? host, int? port, MailTls tls, string? user, string? password, string? named)
    {
        var options = new MailOptions { From = from, Host = host, Port = port, Tls = tls, User = user, Password = password };

        var result = new MailOptionsValidator().Validate(null, options);

        Assert.Equal(named is null, result == ValidateOptionsResult.Success);
        if (named is not null) Assert.Contains(named, Assert.Single(result.Failures!), StringComparison.Ordinal);
    }
}
