using Npgsql;
using TinyEclipse.Server.Database;

namespace TinyEclipse.Server.Tests.Database;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("te-");

    public EmbeddedPostgresTests() => _folder.UnixFileMode |= UnixFileMode.OtherExecute;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_second_start_finds_the_data_again()
    {
        await using (var first = await StartAsync(_folder.FullName))
            await ExecuteAsync(first, "create table kept as select 42 as answer");

        await using var second = await StartAsync(_folder.FullName);

        Assert.Equal(42, await ExecuteAsync(second, "select answer from kept"));
    }

    [Fact]
    public async Task A_server_finds_its_database_again_and_lets_go_of_it()
    {
        for (var start = 0; start < 2; start++)
        {
            await using var server = new ServerDatabase(new DatabaseOptions { DataFolder = _folder.FullName });
            server.BeginStart();
            await server.StartAsync(TestContext.Current.CancellationToken);

            await using var command = server.Source.CreateCommand("select current_database()");
            Assert.Equal("tinyeclipse", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Two_servers_do_not_share_a_folder()
    {
        await using var first = await StartAsync(_folder.FullName);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(_folder.FullName));

        Assert.Contains(_folder.FullName, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_path_gets_its_socket_elsewhere()
    {
        var deep = Path.Combine(_folder.FullName, new string('a', 60), new string('b', 60));

        await using var postgres = await StartAsync(deep);

        Assert.Equal(1, await ExecuteAsync(postgres, "select 1"));
    }

    [Theory]
    [InlineData("the baker's")]
    [InlineData("bread, pastry")]
    [InlineData("pâtisserie ☕: Gent")]
    public async Task A_folder_may_have_any_ordinary_name(string name)
    {
        await using var postgres = await StartAsync(Path.Combine(_folder.FullName, name));

        Assert.Equal(1, await ExecuteAsync(postgres, "select 1"));
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("$(id)")]
    [InlineData("`id`")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    public async Task A_folder_that_a_shell_reads_otherwise_is_refused(string name)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(Path.Combine(_folder.FullName, name)));

        Assert.EndsWith("Give --data a folder whose path has none of \" $ ` \\.", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task It_listens_on_no_network_address()
    {
        await using var postgres = await StartAsync(_folder.FullName);

        Assert.Equal("", await ExecuteAsync(postgres, "show listen_addresses"));
    }

    private static Task<EmbeddedPostgres> StartAsync(string folder) => EmbeddedPostgres.StartAsync(folder, "", TestContext.Current.CancellationToken);

    private static async Task<object?> ExecuteAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = "postgres", Pooling = false });
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
