using Npgsql;
using TinyEclipse.Server.Database;
using TinyEclipse.Server.Tenancy;

namespace TinyEclipse.Server.Tests.Database;

public sealed class GroupCommitTests : IDisposable
{
    private static readonly TenantId Tenant = new(Guid.NewGuid());

    private readonly List<string> _batches = [];
    private readonly SemaphoreSlim _mayCommit = new(0);
    private readonly GroupCommit<int, string> _commits;

    public GroupCommitTests() => _commits = new(CommitAsync, mostItems: 4);

    public void Dispose() => _mayCommit.Dispose();

    [Fact]
    public async Task What_arrives_during_a_commit_shares_the_next_one_and_each_gets_its_own_result()
    {
        var results = Enumerable.Range(1, 4).Select(item => _commits.AddAsync(Tenant, item, CancellationToken.None)).ToList();
        _mayCommit.Release(2);

        Assert.Equal(["did 1", "did 2", "did 3", "did 4"], await Task.WhenAll(results));
        Assert.Equal(["1", "2 3 4"], _batches);
    }

    [Fact]
    public async Task A_batch_has_its_limit()
    {
        var results = Enumerable.Range(1, 7).Select(item => _commits.AddAsync(Tenant, item, CancellationToken.None)).ToList();
        _mayCommit.Release(3);
        await Task.WhenAll(results);

        Assert.Equal(["1", "2 3 4 5", "6 7"], _batches);
    }

    [Fact]
    public async Task Nobody_is_answered_before_the_commit_and_one_after_it_begins_anew()
    {
        var first = _commits.AddAsync(Tenant, 1, CancellationToken.None);
        Assert.False(first.IsCompleted);

        _mayCommit.Release();
        await first;
        _mayCommit.Release();

        Assert.Equal("did 2", await _commits.AddAsync(Tenant, 2, CancellationToken.None));
    }

    [Fact]
    public async Task Tenants_do_not_wait_for_each_other()
    {
        var other = new TenantId(Guid.NewGuid());
        var (first, second) = (_commits.AddAsync(Tenant, 1, CancellationToken.None), _commits.AddAsync(other, 2, CancellationToken.None));

        Assert.Equal(["1", "2"], _batches); // both have begun, neither has ended
        _mayCommit.Release(2);
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task What_the_database_refuses_fails_alone()
    {
        var results = new[] { 1, 2, -3, 4 }.Select(item => _commits.AddAsync(Tenant, item, CancellationToken.None)).ToList();
        _mayCommit.Release(9);

        await Assert.ThrowsAsync<PostgresException>(() => results[2]);
        Assert.Equal(["did 1", "did 2", "did 4"], [await results[0], await results[1], await results[3]]);
    }

    [Fact]
    public async Task Any_other_failure_is_that_of_all_in_the_batch_and_of_nobody_after_it()
    {
        var results = new[] { 1, 2, 0, 4 }.Select(item => _commits.AddAsync(Tenant, item, CancellationToken.None)).ToList();
        _mayCommit.Release(9);

        foreach (var result in results.Skip(1))
            await Assert.ThrowsAsync<DivideByZeroException>(() => result);
        Assert.Equal("did 5", await _commits.AddAsync(Tenant, 5, CancellationToken.None));
    }

    [Fact]
    public async Task Who_went_away_while_waiting_is_left_out()
    {
        using var leaves = new CancellationTokenSource();
        var first = _commits.AddAsync(Tenant, 1, CancellationToken.None);
        var gone = _commits.AddAsync(Tenant, 2, leaves.Token);
        var last = _commits.AddAsync(Tenant, 3, CancellationToken.None);

        await leaves.CancelAsync();
        _mayCommit.Release(2);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await Task.WhenAll(first, last);
        Assert.Equal(["1", "3"], _batches);
    }

    private async Task<IReadOnlyList<string>> CommitAsync(TenantId tenant, IReadOnlyList<int> items, CancellationToken cancellationToken)
    {
        _batches.Add(string.Join(' ', items));
        await _mayCommit.WaitAsync(cancellationToken);
        if (items.Any(item => item < 0))
            throw new PostgresException("refused", "ERROR", "ERROR", PostgresErrorCodes.CheckViolation);
        if (items.Contains(0))
            throw new DivideByZeroException();
        return [.. items.Select(item => $"did {item}")];
    }
}
