using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServerlessOrders.Functions;

namespace ServerlessOrders.Tests.Functions;

/// <summary>The app's own program, run up to the moment when its host would start.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task Program_BuildsItsHost_WithEveryServiceAndFunction()
    {
        using var build = new HostBuild();
        using (DiagnosticListener.AllListeners.Subscribe(build))
        {
            // A host in Development checks scopes and constructors while it is built.
            Assert.Throws<HostAbortedException>(() => Run(
                "--environment", "Development",
                "--AzureWebJobsStorage", "UseDevelopmentStorage=true",
                "--Orders:Secret", OrderServer.Secret,
                "--Functions:Worker:HostEndpoint", "http://127.0.0.1:1",
                "--Functions:Worker:GrpcMaxMessageLength", "1000000"));
        }

        await using var scope = build.Host!.Services.CreateAsyncScope();
        Assert.NotEmpty(build.Services);
        foreach (var type in build.Services.Select(service => service.ServiceType).Where(CanBeResolved).Distinct())
            Assert.All(scope.ServiceProvider.GetServices(type), Assert.NotNull);
        foreach (var type in AppFunction.All.Select(function => function.Method.DeclaringType!).Where(type => !type.IsAbstract).Distinct())
            Assert.NotNull(ActivatorUtilities.CreateInstance(scope.ServiceProvider, type));
    }

    /// <summary>All but the middleware that the worker registers in order to say that nobody may ask for it.</summary>
    private static bool CanBeResolved(Type type) => !type.ContainsGenericParameters && type.Name != "OutputBindingsMiddleware";

    private static void Run(params string[] args) =>
        typeof(FunctionsApp).Assembly.EntryPoint!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [args], null);

    /// <summary>Hears of the host that this test's own call builds, as design-time tools do, and ends the program there.</summary>
    private sealed class HostBuild : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly AsyncLocal<bool> _mine = new() { Value = true };

        public IServiceCollection Services { get; private set; } = new ServiceCollection();

        public IHost? Host { get; private set; }

        public void OnNext(DiagnosticListener value)
        {
            if (_mine.Value && value.Name == "Microsoft.Extensions.Hosting") value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (!_mine.Value) return;
            if (value.Key == "HostBuilding") ((IHostBuilder)value.Value!).ConfigureServices(services => Services = services);
            if (value.Key != "HostBuilt") return;
            Host = (IHost)value.Value!;
            throw new HostAbortedException();
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose() => Host?.Dispose();
    }
}
