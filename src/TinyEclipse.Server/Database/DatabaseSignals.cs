using System.Collections.Concurrent;
using System.Collections.Immutable;
using Npgsql;

namespace TinyEclipse.Server.Database;

/// <summary>
/// Wakes those who wait for something in the database: one connection of this server listens for all of them. A signal may come without need,
/// and after a lost connection everybody is woken, so whoever wakes looks for himself.
/// </summary>
public sealed partial class DatabaseSignals(ServerDatabase database, TimeProvider clock, ILogger<DatabaseSignals> logger) : BackgroundService
{
    /// <summary>Sent with the tenant's id when an event was appended.</summary>
    public const string Events = "te_events";

    /// <summary>Sent when a message was put in the outbox.</summary>
    public const string Outbox = "te_outbox";

    /// <summary>Sent when a token was revoked, or a right changed.</summary>
    public const string Credentials = "te_credentials";

    private static readonly TimeSpan ProbeAfter = TimeSpan.FromSeconds(20); // a connection can die without a word
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Channel, string Payload), ImmutableArray<WakeUp>> _waiting = new();

    /// <summary>Wakes for every signal with this payload, until disposed.</summary>
    public IDisposable Subscribe(string channel, string payload, WakeUp wakeUp)
    {
        _waiting.AddOrUpdate((channel, payload), [wakeUp], (_, others) => others.Add(wakeUp));
        return new Subscription(this, (channel, payload), wakeUp);
    }

    /// <summary>How many wait for signals with this payload.</summary>
    public int CountWaiting(string channel, string payload) => _waiting.TryGetValue((channel, payload), out var waiting) ? waiting.Length : 0;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogLost(failure);
                await Task.Delay(ReconnectAfter, clock, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, signal) => Wake((signal.Channel, signal.Payload));
        await ExecuteAsync(connection, $"listen {Events}; listen {Outbox}; listen {Credentials}", cancellationToken);
        foreach (var key in _waiting.Keys)
            Wake(key); // what was signalled before is missed

        while (true)
        {
            if (!await connection.WaitAsync(ProbeAfter, cancellationToken))
                await ExecuteAsync(connection, "select 1", cancellationToken);
        }
    }

    private void Wake((string Channel, string Payload) key)
    {
        if (!_waiting.TryGetValue(key, out var waiting))
            return;

        foreach (var wakeUp in waiting)
            wakeUp.Set();
    }

    private void Remove((string Channel, string Payload) key, WakeUp wakeUp)
    {
        var rest = _waiting.AddOrUpdate(key, [], (_, waiting) => waiting.Remove(wakeUp));
        if (rest.IsEmpty)
            _waiting.TryRemove(KeyValuePair.Create(key, rest));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The connection that listens for signals was lost and is opened anew")]
    private partial void LogLost(Exception failure);

    private sealed class Subscription(DatabaseSignals signals, (string Channel, string Payload) key, WakeUp wakeUp) : IDisposable
    {
        public void Dispose() => signals.Remove(key, wakeUp);
    }
}
