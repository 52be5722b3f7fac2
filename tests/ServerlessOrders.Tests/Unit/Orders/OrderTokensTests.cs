using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using ServerlessOrders.Orders;
using ServerlessOrders.Security;
using ServerlessOrders.Tests.Unit.Security;

namespace ServerlessOrders.Tests.Unit.Orders;

public sealed class OrderTokensTests : IDisposable
{
    private readonly TokenKit _kit = new();

    public void Dispose() => _kit.Dispose();

    [Fact]
    public async Task Issue_MakesATokenThatOpensItsOrder()
    {
        var grant = await _kit.Orders.ReadAsync(Issue());
        Assert.Equal(new OrderGrant(new OrderKey("demo", 7), "ana@example.org"), grant);
    }

    [Fact]
    public void Issue_WritesExactlyTheClaimsOfTheContract()
    {
        var parts = Issue().Split('.');
        Assert.Equal("HS256", JsonDocument.Parse(Base64UrlEncoder.Decode(parts[0])).RootElement.GetProperty("alg").GetString());
        var claims = JsonDocument.Parse(Base64UrlEncoder.Decode(parts[1])).RootElement;
        Assert.Equal(
            ["ORDER_ID", "email", "exp", "role", "sub", "tenant"],
            claims.EnumerateObject().Select(claim => claim.Name).Order(StringComparer.Ordinal));
        Assert.Equal("7", claims.GetProperty("ORDER_ID").GetString());
        Assert.Equal("ana@example.org", claims.GetProperty("email").GetString());
        Assert.Equal("EXPLOIT", claims.GetProperty("role").GetString());
        Assert.Equal(_kit.Now + 3600, claims.GetProperty("exp").GetInt64());
    }

    [Fact]
    public void Issue_Again_GivesTheSameToken() => Assert.Equal(Issue(), Issue());

    [Fact]
    public async Task Read_AfterTheExpiry_LeavesItToTheOrder()
    {
        var token = Issue();
        _kit.Time.Advance(TimeSpan.FromDays(1));
        Assert.NotNull(await _kit.Orders.ReadAsync(token));
    }

    [Fact]
    public void Opens_AsLongAsTheOrderLives()
    {
        var order = SomeOrder.Of(OrderStatus.DONE);
        Assert.True(OrderGrant.Opens(order, order.ExpirationDate.AddSeconds(-1)));
        Assert.False(OrderGrant.Opens(order, order.ExpirationDate));
        Assert.True(OrderGrant.Opens(order with { ExpirationDate = order.ExpirationDate.AddDays(1) }, order.ExpirationDate));
    }

    [Fact]
    public async Task Read_BearerToken_GivesNothing()
    {
        Assert.Null(await _kit.Orders.ReadAsync(TokenKit.Write(_kit.Claims())));
        Assert.Null(await _kit.Orders.ReadAsync(_kit.Issuer.Issue("demo", "ana@example.org", Role.ADMIN, TimeSpan.FromHours(1))));
    }

    [Theory]
    [InlineData("ORDER_ID", 7)]
    [InlineData("ORDER_ID", "0")]
    [InlineData("ORDER_ID", "-7")]
    [InlineData("ORDER_ID", "+7")]
    [InlineData("ORDER_ID", "7 ")]
    [InlineData("ORDER_ID", "99999999999999999999")]
    [InlineData("tenant", null)]
    [InlineData("tenant", "../demo")]
    [InlineData("sub", null)]
    [InlineData("exp", null)]
    public async Task Read_UnacceptableClaim_GivesNothing(string claim, object? value) =>
        Assert.Null(await _kit.Orders.ReadAsync(TokenKit.Write(_kit.Claims(("ORDER_ID", "7"), (claim, value)))));

    [Fact]
    public async Task Read_WrongSignatureOrNone_GivesNothing()
    {
        var claims = _kit.Claims(("ORDER_ID", "7"));
        Assert.NotNull(await _kit.Orders.ReadAsync(TokenKit.Write(claims)));
        Assert.Null(await _kit.Orders.ReadAsync(TokenKit.Write(claims, TokenKit.Secret + "!")));
        Assert.Null(await _kit.Orders.ReadAsync(TokenKit.Part(new { alg = "none" }) + "." + TokenKit.Part(claims) + "."));
        Assert.Null(await _kit.Orders.ReadAsync("rubbish"));
        Assert.Null(await _kit.Orders.ReadAsync(null));
    }

    private string Issue() =>
        _kit.Orders.Issue(new OrderKey("demo", 7), "ana@example.org", Role.EXPLOIT, _kit.Time.GetUtcNow().AddHours(1));
}
