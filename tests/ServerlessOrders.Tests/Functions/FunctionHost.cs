using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ServerlessOrders.Functions;
using ServerlessOrders.Functions.Workflows;
using ServerlessOrders.Security;
using ServerlessOrders.Tests.Functions.Http;
using ServerlessOrders.Tests.Functions.Workflows;
using ServerlessOrders.Workflow;

namespace ServerlessOrders.Tests.Functions;

/// <summary>
/// The app over real storage, without its host: requests find their function by the host's rules and run it in memory, a
/// <see cref="DurableEngine"/> runs the orchestrations and the app's own activities.
/// </summary>
internal sealed class FunctionHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private DurableEngine? _engine;

    private FunctionHost(string connection, IDictionary<string, string?>? settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["AzureWebJobsStorage"] = connection, ["Orders:Secret"] = OrderServer.Secret })
            .AddInMemoryCollection(settings ?? new Dictionary<string, string?>())
            .Build();
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(Time)
            .AddFunctionsApp(configuration)
            .BuildServiceProvider();
    }

    /// <summary>Beside the timestamps of storage, which are real.</summary>
    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public DurableEngine Engine => _engine!;

    /// <summary>Runs before each activity.</summary>
    public Func<Task> BeforeActivity { get; set; } = () => Task.CompletedTask;

    public static async Task<FunctionHost> StartAsync(string connection, IDictionary<string, string?>? settings = null)
    {
        var host = new FunctionHost(connection, settings);
        host._engine = await DurableEngine.StartAsync(
            async order => (WorkflowStep)(await host.RunActivityAsync(OrderActivityFunctions.PlanName, order))!,
            task => host.RunActivityAsync(OrderActivityFunctions.WorkName, task));
        return host;
    }

    public T Service<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A token for an hour.</summary>
    public string Token(string tenant, string user = "ada@example.org", Role role = Role.REGISTERED_USER) =>
        Service<TokenIssuer>().Issue(tenant, user, role, TimeSpan.FromHours(1));

    /// <summary>Sends a request to its function.</summary>
    public async Task<FunctionAnswer> SendAsync(HttpMethod method, string path, string? token, string? json = null, string host = "localhost:7071")
    {
        var parts = path.Split('?', 2);
        var (name, values) = await HostRoutes.OfTheApp.FindAsync(method.Method, parts[0]) ?? throw new InvalidOperationException($"No function for {path}.");
        await using var scope = _services.CreateAsyncScope();
        var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.Response.Body = body;
        var request = http.Request;
        (request.Method, request.Scheme, request.Host) = (method.Method, "http", new HostString(host));
        (request.Path, request.RouteValues) = (HostRoutes.PathOf(parts[0]), values);
        if (parts.Length > 1) request.QueryString = new QueryString("?" + parts[1]);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token).ToString();
        if (json is not null)
        {
            request.ContentType = "application/json; charset=utf-8";
            request.Body = new MemoryStream(Encoding.UTF8.GetBytes(json));
            request.ContentLength = request.Body.Length;
        }

        // As the worker does: the result that the function returns is executed after it.
        var result = (IResult)(await InvokeAsync(name, scope.ServiceProvider, request))!;
        await result.ExecuteAsync(http);
        return new FunctionAnswer(http.Response.StatusCode, http.Response.Headers, body.ToArray());
    }

    /// <summary>Runs a timer's function.</summary>
    public Task TickAsync(string name) => InvokeAsync(name, _services, new TimerInfo());

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await _services.DisposeAsync();
    }

    private async Task<object?> RunActivityAsync(string name, object input)
    {
        await BeforeActivity();
        return await InvokeAsync(name, _services, input);
    }

    private async Task<object?> InvokeAsync(string name, IServiceProvider services, object trigger)
    {
        var method = AppFunction.Named(name).Method;
        var arguments = method.GetParameters().Select(parameter =>
            parameter.ParameterType == typeof(CancellationToken) ? TestContext.Current.CancellationToken
            : parameter.ParameterType == typeof(DurableTaskClient) ? Engine.Client
            : trigger);
        var target = ActivatorUtilities.CreateInstance(services, method.DeclaringType!);
        var run = (Task)method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, [.. arguments], null)!;
        await run;
        return method.ReturnType.IsGenericType ? ((dynamic)run).Result : null;
    }
}

/// <summary>What a function answered.</summary>
internal sealed record FunctionAnswer(int Status, IHeaderDictionary Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Content => JsonDocument.Parse(Body).RootElement.GetProperty("content");
}
