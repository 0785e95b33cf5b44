using Npgsql;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Database;

/// <summary>
/// Gathers what arrives for a tenant while its last batch is being committed into the next one: many writes, one commit. Nothing waits on a timer, and
/// nobody is answered before the commit.
/// </summary>
/// <param name="commit">Commits a batch and gives a result for each item, in their order.</param>
/// <param name="mostItems">Of a batch.</param>
public sealed class GroupCommit<TItem, TResult>(
    Func<TenantId, IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> commit, int mostItems)
{
    private readonly Lock _lock = new();

    // A tenant is here while one of its batches is being committed, with those that wait for the next.
    private readonly Dictionary<TenantId, Queue<Waiting>> _waiting = [];

    public Task<TResult> AddAsync(TenantId tenant, TItem item, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(item, cancellationToken);
        lock (_lock)
        {
            if (_waiting.TryGetValue(tenant, out var queue))
            {
                queue.Enqueue(waiting);
                return waiting.Result.Task.WaitAsync(cancellationToken);
            }
            _waiting.Add(tenant, new Queue<Waiting>());
        }
        _ = CommitAllAsync(tenant, [waiting]);
        return waiting.Result.Task.WaitAsync(cancellationToken);
    }

    private async Task CommitAllAsync(TenantId tenant, List<Waiting> batch)
    {
        while (batch.Count > 0)
        {
            await CommitAsync(tenant, batch);
            batch = Next(tenant);
        }
    }

    private List<Waiting> Next(TenantId tenant)
    {
        lock (_lock)
        {
            var (queue, batch) = (_waiting[tenant], new List<Waiting>());
            while (batch.Count < mostItems && queue.TryDequeue(out var waiting))
            {
                if (!waiting.CancellationToken.IsCancellationRequested)
                    batch.Add(waiting);
            }
            if (batch.Count == 0)
                _waiting.Remove(tenant);
            return batch;
        }
    }

    private async Task CommitAsync(TenantId tenant, IReadOnlyList<Waiting> batch)
    {
        try
        {
            var results = await commit(tenant, [.. batch.Select(waiting => waiting.Item)], CancellationToken.None);
            for (var index = 0; index < batch.Count; index++)
                batch[index].Result.SetResult(results[index]);
        }
        catch (PostgresException) when (batch.Count > 1)
        {
            // One that the database refuses must not take the others down with it.
            foreach (var waiting in batch)
                await CommitAsync(tenant, [waiting]);
        }
        catch (Exception failure)
        {
            foreach (var waiting in batch)
                waiting.Result.TrySetException(failure);
        }
    }

    private sealed record Waiting(TItem Item, CancellationToken CancellationToken)
    {
        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
