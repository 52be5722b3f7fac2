using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using ServerlessOrders.Mail;

namespace ServerlessOrders.Tests.Unit.Mail;

public sealed class MailerTests
{
    private static readonly DateTimeOffset Now = new(2024, 3, 4, 7, 0, 0, TimeSpan.Zero);

    private static readonly MailMessage Hello = new(
        "order-7.demo.confirmation", "ann@example.org", "Order number 7 is confirmed", "Grüße\n.\nend\n", "<p>Grüße</p>\n");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Smtp_DeliversTheMail_ToItsReceiverAlone()
    {
        await using var server = new SmtpServer();

        await Mailer(server).SendAsync(Hello, Stop);

        var (to, mail) = Assert.Single(server.Received);
        Assert.Equal(["ann@example.org"], to);
        Assert.Equal("ann@example.org", Assert.Single(mail.To.Mailboxes).Address);
        Assert.Equal("orders@archive.example", Assert.Single(mail.From.Mailboxes).Address);
        Assert.Equal(Hello.Subject, mail.Subject);
        Assert.Equal("order-7.demo.confirmation@archive.example", mail.MessageId);
        Assert.Equal(Now, mail.Date);
        Assert.Equal(Hello.Text, mail.TextBody!.ReplaceLineEndings("\n"));
        Assert.Equal(Hello.Html, mail.HtmlBody!.ReplaceLineEndings("\n"));
        Assert.All(mail.BodyParts.OfType<TextPart>(), part => Assert.Equal("utf-8", part.ContentType.Charset));
    }

    [Theory]
    [InlineData("550 no such user", true)]
    [InlineData("451 come back later", false)]
    public async Task Smtp_ServerRefusesTheReceiver_SaysWhetherAnotherTryMayHelp(string answer, bool permanent)
    {
        await using var server = new SmtpServer();
        server.RecipientAnswers.Enqueue(answer);

        var refusal = await Assert.ThrowsAsync<MailException>(() => Mailer(server).SendAsync(Hello, Stop));

        Assert.Equal(permanent, refusal.Permanent);
        Assert.Contains(answer[4..], refusal.Message, StringComparison.Ordinal);
        await Mailer(server).SendAsync(Hello, Stop);
        Assert.Single(server.Received);
    }

    [Fact]
    public async Task Smtp_ServerWithoutStartTls_IsRefused()
    {
        await using var server = new SmtpServer();

        var refusal = await Assert.ThrowsAsync<MailException>(() => Mailer(server, MailTls.StartTls).SendAsync(Hello, Stop));

        Assert.False(refusal.Permanent);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task Smtp_SilentServer_IsGivenUpInTime()
    {
        await using var server = new SmtpServer { Silent = true };

        var refusal = await Assert.ThrowsAsync<MailException>(
            () => Mailer(server, timeout: TimeSpan.FromMilliseconds(300)).SendAsync(Hello, Stop));

        Assert.False(refusal.Permanent);
    }

    [Fact]
    public async Task Smtp_NoServer_IsAFailureThatNamesIt()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var options = new MailOptions { Host = "127.0.0.1", Port = port, Tls = MailTls.None };

        var failure = await Assert.ThrowsAsync<MailException>(
            () => new SmtpMailer(Options.Create(options), TimeProvider.System).SendAsync(Hello, Stop));

        Assert.False(failure.Permanent);
        Assert.StartsWith($"127.0.0.1:{port}: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ann@example.org\r\nBcc: eve@example.org")]
    [InlineData("ann@example.org\nBcc: eve@example.org")]
    [InlineData("ann@example.org, eve@example.org")]
    [InlineData("Ann <ann@example.org>")]
    [InlineData("ann@example.org (comment)")]
    [InlineData("ann")]
    [InlineData("ann@")]
    [InlineData("@example.org")]
    [InlineData("")]
    public async Task Smtp_LoginThatIsNotOneAddress_ReachesNobody(string login)
    {
        await using var server = new SmtpServer();

        var refusal = await Assert.ThrowsAsync<MailException>(() => Mailer(server).SendAsync(Hello with { To = login }, Stop));

        Assert.True(refusal.Permanent);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task Subject_WithLineBreaks_BeginsNoHeader()
    {
        await using var server = new SmtpServer();

        await Mailer(server).SendAsync(Hello with { Subject = "a\r\nBcc: eve@example.org\u2028é" }, Stop);

        var (to, mail) = Assert.Single(server.Received);
        Assert.Equal(["ann@example.org"], to);
        Assert.Empty(mail.Bcc);
        Assert.Equal("a  Bcc: eve@example.org é", mail.Subject);
    }

    [Fact]
    public async Task Folder_KeepsOneFileForAMail_HoweverOftenItIsSent()
    {
        using var folder = new TempFolder();
        var mailer = new FolderMailer(Options.Create(new MailOptions { Folder = folder["mail"] }), new FakeTimeProvider(Now));

        await mailer.SendAsync(Hello, Stop);
        await mailer.SendAsync(Hello, Stop);

        var file = Assert.Single(Directory.GetFiles(folder["mail"]));
        Assert.Equal("order-7.demo.confirmation.eml", Path.GetFileName(file));
        var mail = await MimeMessage.LoadAsync(file, Stop);
        Assert.Equal(Hello.Text, mail.TextBody!.ReplaceLineEndings("\n"));
        Assert.All(
            mail.BodyParts.OfType<TextPart>(), part => Assert.Equal(ContentEncoding.EightBit, part.ContentTransferEncoding));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Folder_IdWithPath_StaysInTheFolder()
    {
        using var folder = new TempFolder();
        var mailer = new FolderMailer(Options.Create(new MailOptions { Folder = folder["mail"] }), new FakeTimeProvider(Now));

        await mailer.SendAsync(Hello with { Id = "../../etc/x" }, Stop);

        Assert.Equal([folder["mail"]], Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal(".._.._etc_x.eml", Path.GetFileName(Assert.Single(Directory.GetFiles(folder["mail"]))));
    }

    [Fact]
    public async Task Folder_ThatIsAFile_IsAFailureThatNamesIt()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder["mail"], "", Stop);
        var mailer = new FolderMailer(Options.Create(new MailOptions { Folder = folder["mail"] }), new FakeTimeProvider(Now));

        var failure = await Assert.ThrowsAsync<MailException>(() => mailer.SendAsync(Hello, Stop));

        Assert.Contains(folder["mail"], failure.Message, StringComparison.Ordinal);
    }

    private static SmtpMailer Mailer(SmtpServer server, MailTls tls = MailTls.None, TimeSpan? timeout = null) => new(
        Options.Create(new MailOptions
        {
            Host = "127.0.0.1", Port = server.Port, Tls = tls, From = "Orders <orders@archive.example>",
            Timeout = timeout ?? TimeSpan.FromSeconds(20),
        }),
        new FakeTimeProvider(Now));
}
