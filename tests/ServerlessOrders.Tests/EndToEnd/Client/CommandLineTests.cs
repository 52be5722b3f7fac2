using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ServerlessOrders.Client.Commands;

namespace ServerlessOrders.Tests.EndToEnd.Client;

/// <summary>What <c>orders</c> does without a service, or with one that is none of ours.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryCommand_HasHelpWithExamples_AndCompletion()
    {
        var orders = new OrdersCommands("http://127.0.0.1:9", null, _folder["settings"]);
        var help = await orders.SayAsync("--help");
        string[] commands =
        [
            "login", "collections", "search", "quote", "create", "list", "show", "watch", "pause", "resume", "cancel", "delete", "retry", "restart", "extend",
            "get", "fetch", "completion",
        ];

        foreach (var command in commands)
        {
            Assert.Contains($"  {command} ", help, StringComparison.Ordinal);
            Assert.Contains("\nExamples:\n", await orders.SayAsync(command, "--help"), StringComparison.Ordinal);
            Assert.Contains($"orders {command}", await orders.SayAsync(command, "--help"), StringComparison.Ordinal);
        }

        Assert.Equal(commands.Order(StringComparer.Ordinal), OrdersCommands.Lines(help).SkipWhile(line => line != "Commands:").Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Select(line => line.Trim().Split(' ')[0]).Order(StringComparer.Ordinal));
        foreach (var shell in new[] { "bash", "zsh" }) Assert.Contains("[suggest:", await orders.SayAsync("completion", shell), StringComparison.Ordinal);
        Assert.Equal(["restart", "resume", "retry"], OrdersCommands.Lines(await orders.SayAsync("[suggest:9]", "orders re")).Where(line => line.StartsWith("re", StringComparison.Ordinal)));
        await orders.RefusedAsync(2, "fish", "completion", "fish");
    }

    [Fact]
    public async Task Wait_EndsAlsoWhereAServiceNeverAnswers()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var orders = new OrdersCommands($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", "token", _folder["settings"]);

        await orders.RefusedAsync(7, "it is silent", "get", "1", _folder["out"], "--wait", "1s");
    }

    [Fact]
    public void WhatRegardsAnswers_IsShownAsStac()
    {
        var product = JsonElement.Parse("""
            {"id":"URN:1","providerId":"a","model":"survey","label":"A","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"datetime":"2024-01-01T00:00:00Z"},
             "files":{"RAWDATA":[{"filename":"a.tif","uri":"https://x/a.tif","mimeType":"image/tiff","filesize":7}],"THUMBNAIL":[]}}
            """);

        var item = RegardsEntity.ToItem(product);

        Assert.Equal(("Feature", "a", "survey", "Point"), (Of("type"), Of("id"), Of("collection"), item.GetProperty("geometry").GetProperty("type").GetString()));
        Assert.Equal("""{"a.tif":{"href":"https://x/a.tif","type":"image/tiff","file:size":7}}""", item.GetProperty("assets").GetRawText());
        Assert.Equal("""{"type":"Collection","stac_version":"1.0.0","id":"a","title":"A"}""", RegardsEntity.ToCollection(product).GetRawText());

        string? Of(string name) => item.GetProperty(name).GetString();
    }
}
