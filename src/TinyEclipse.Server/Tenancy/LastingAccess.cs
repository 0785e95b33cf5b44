using Grpc.Core;
using Npgsql;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Tenancy;

/// <summary>Stays beside a call that lasts, and ends it when its caller may no longer make it.</summary>
public sealed class LastingAccess : IAsyncDisposable
{
    private static readonly TimeSpan AskAnyway = TimeSpan.FromSeconds(10); // signals are sure as long as the database can be reached

    private readonly Func<ValueTask> _admit;
    private readonly CancellationTokenSource _ending;
    private readonly SemaphoreSlim _oneAtATime = new(1); // who calls is kept in the call's own state
    private readonly Task _watching;

    /// <param name="admit">Throws when the caller may no longer.</param>
    public LastingAccess(Func<ValueTask> admit, CredentialCache credentials, params CancellationToken[] others)
    {
        _admit = admit;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(others);
        _watching = WatchAsync(credentials);
    }

    /// <summary>Cancelled when the call ends, for whatever reason.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Why the call was ended; null when that was not for want of a right.</summary>
    public RpcException? Refusal { get; private set; }

    /// <summary>To be asked before something new is told.</summary>
    public async ValueTask AdmitAsync()
    {
        await _oneAtATime.WaitAsync(_ending.Token);
        try
        {
            await _admit();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        _oneAtATime.Dispose();
    }

    private async Task AskAsync()
    {
        try
        {
            await AdmitAsync();
        }
        catch (NpgsqlException)
        {
            // The database is away: until it is back, nothing new is told either.
        }
    }

    private async Task WatchAsync(CredentialCache credentials)
    {
        var wakeUp = new WakeUp();
        using var subscription = credentials.Subscribe(wakeUp);
        try
        {
            while (true)
            {
                await wakeUp.WaitAsync(AskAnyway, _ending.Token);
                await AskAsync();
            }
        }
        catch (RpcException refusal)
        {
            Refusal = refusal;
            await _ending.CancelAsync();
        }
    }
}
