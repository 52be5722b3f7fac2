using System.IO.Compression;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ServerlessOrders.Benchmarks.Rivals;

/// <summary>A ZIP server as one writes it with .NET's ZipArchive: every request streams the blobs of a list into a stored ZIP.</summary>
internal static class ZipArchiveServer
{
    /// <summary>Name of the hidden command that runs it.</summary>
    public const string Command = "zip-archive-server";

    /// <summary>Prints its address, and serves until its standard input ends.</summary>
    /// <param name="list">A line for each file: its address, with a signature, and its name in the ZIP, a tab between.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(string list, CancellationToken stop)
    {
        var files = (await File.ReadAllLinesAsync(list, stop)).Select(line => line.Split('\t')).ToList();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/", (HttpContext context) => ServeAsync(context, files));
        await app.StartAsync(stop);
        Console.WriteLine(app.Urls.First());
        await Console.In.ReadToEndAsync(stop);
    }

    private static async Task ServeAsync(HttpContext context, List<string[]> files)
    {
        // ZipArchive writes its headers synchronously, its async methods included.
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        context.Response.ContentType = "application/zip";
        using var zip = new ZipArchive(context.Response.Body, ZipArchiveMode.Create);
        foreach (var file in files)
        {
            var blob = (await new BlobClient(new Uri(file[0])).DownloadStreamingAsync(cancellationToken: context.RequestAborted)).Value;
            await using var content = blob.Content;
            await using var entry = await zip.CreateEntry(file[1], CompressionLevel.NoCompression).OpenAsync(context.RequestAborted);
            await content.CopyToAsync(entry, context.RequestAborted);
        }
    }
}
