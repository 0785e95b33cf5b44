using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using TinyEclipse.Cli.Configuration;
using TinyEclipse.Cli.Output;
using TinyEclipse.Client;

namespace TinyEclipse.Cli.CommandLine;

/// <summary>One run of a command: what was asked, whom it is asked of, and where the answer goes.</summary>
internal sealed class Run(ParseResult parsed, Shell shell) : IDisposable
{
    private const int UsualLimit = 25;

    private Settings? _settings;
    private TinyEclipseClient? _client;

    public Shell Shell { get; } = shell;

    public Report Report { get; } = new(shell, parsed.GetValue(CommonOptions.Json));

    public Settings Settings => _settings ??= Settings.Resolve(Options, Shell);

    public TinyEclipseClient Client => _client ??= Connect(Address, Settings.Token);

    /// <summary>The server that was asked last, for what is said of its answer.</summary>
    public Uri? Asked { get; private set; }

    /// <summary>The server that --url names.</summary>
    public Uri? OptionAddress => ServerUri.ParseOrNull(Value(CommonOptions.Address), CommonOptions.Address.Name);

    /// <summary>The server that this run is to talk to.</summary>
    public Uri Address => Settings.Address ?? throw new UsageException(Words.NoAddress);

    /// <summary>Empty when nobody named one: the server then takes the caller's only tenant.</summary>
    public string TenantId => Settings.TenantId;

    public bool NamesTenant => _settings is { TenantId.Length: > 0 };

    public bool IsVerbose => parsed.GetValue(CommonOptions.Verbose);

    /// <summary>How many rows a list shall have.</summary>
    public int Limit => parsed.GetValue(CommonOptions.All) ? int.MaxValue : Number(CommonOptions.Limit, UsualLimit);

    public string? Value(Option<string?> option) => parsed.GetValue(option);

    public string[] Value(Option<string[]> option) => parsed.GetValue(option) ?? [];

    public bool Value(Option<bool> option) => parsed.GetValue(option);

    public T Value<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    public int Number(Option<string?> option, int usual) =>
        Value(option) is { } text ? (int)double.Parse(text, CultureInfo.InvariantCulture) : usual;

    public double Number(Option<string?> option, double usual) =>
        Value(option) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : usual;

    public Timestamp? Moment(Option<string?> option) => Checks.ParseMoment(Value(option)) is { } moment ? Timestamp.FromDateTimeOffset(moment) : null;

    public TinyEclipseClient Connect(Uri address, string? token)
    {
        if (token is null)
            throw new UsageException(Say.That(Words.NoToken, address));
        ThrowIfClearText(address);
        Asked = address;
        return TinyEclipseClient.Connect(new TinyEclipseOptions { Address = address, Token = token, AllowTokenInClearText = MayUseClearText });
    }

    /// <summary>A token in clear text is a token given away.</summary>
    public void ThrowIfClearText(Uri address)
    {
        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !MayUseClearText)
            throw new UsageException(Say.That(Words.ClearText, address.Host));
    }

    public void Dispose() => _client?.Dispose();

    private bool MayUseClearText => parsed.GetValue(CommonOptions.AllowClearText);

    private Source Options => new(Words.SourceOptions)
    {
        Address = OptionAddress,
        Token = Value(CommonOptions.Token),
        TenantId = Value(CommonOptions.Tenant),
    };
}
