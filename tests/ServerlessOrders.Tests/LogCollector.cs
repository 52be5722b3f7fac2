using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ServerlessOrders.Tests;

/// <summary>Keeps what was logged, with the values of the scopes around it.</summary>
public sealed class LogCollector : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<LogLine> _lines = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyCollection<LogLine> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(LogCollector owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => owner._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = new Dictionary<string, object?>();
            owner._scopes.ForEachScope(
                (scope, into) =>
                {
                    foreach (var (key, value) in scope as IEnumerable<KeyValuePair<string, object?>> ?? []) into[key] = value;
                },
                values);
            owner._lines.Enqueue(new LogLine(logLevel, category, formatter(state, exception), exception, values));
        }
    }
}

public sealed record LogLine(
    LogLevel Level, string Category, string Message, Exception? Exception, IReadOnlyDictionary<string, object?> Scope);
