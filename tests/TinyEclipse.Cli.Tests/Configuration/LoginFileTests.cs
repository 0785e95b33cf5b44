using TinyEclipse.Cli.Configuration;

namespace TinyEclipse.Cli.Tests.Configuration;

public sealed class LoginFileTests : IDisposable
{
    private readonly TestShell _shell = new();

    private LoginFile File => LoginFile.Of(_shell.Shell());

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Only_its_owner_can_read_it()
    {
        File.Write(new Uri("https://api.example.be"), "te_api_secret");

        Assert.Equal(_shell.LoginPath, File.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File.Path));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, System.IO.File.GetUnixFileMode(Path.GetDirectoryName(File.Path)!));
    }

    [Fact]
    public void A_new_login_takes_the_place_of_the_old_one_and_leaves_nothing_behind()
    {
        File.Write(new Uri("https://old.example.be"), "te_api_old");
        System.IO.File.SetUnixFileMode(File.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        File.Write(new Uri("https://new.example.be"), "te_api_new");

        Assert.Equal((new Uri("https://new.example.be"), "te_api_new"), (File.Read()!.Address!, File.Read()!.Token));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File.Path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(File.Path)!));
    }

    [Fact]
    public void None_is_no_mistake_and_half_of_one_is()
    {
        Assert.Null(File.Read());
        Assert.False(File.Delete());

        Directory.CreateDirectory(Path.GetDirectoryName(File.Path)!);
        System.IO.File.WriteAllText(File.Path, """{ "url": "https://api.exa""");

        Assert.Contains("te login", Assert.Throws<FailureException>(File.Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logging_in_mends_half_of_one_and_says_what_it_asked()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File.Path)!);
        System.IO.File.WriteAllText(File.Path, "{");

        Assert.Equal(ExitCode.Failed, await _shell.RunAsync("login", "--url", "http://127.0.0.1:1", "--token", "te_api_secret"));
        Assert.StartsWith("No answer from http://127.0.0.1:1/", _shell.Error, StringComparison.Ordinal);
    }
}
