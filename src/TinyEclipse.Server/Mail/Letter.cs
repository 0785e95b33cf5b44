using TinyEclipse.Server.Outbox;

namespace TinyEclipse.Server.Mail;

/// <summary>A kind of mail. The outbox keeps its name and the id of what it is about; it is written at the moment of sending, links with secrets included.</summary>
public abstract class Letter(string name)
{
    public string Name => name;

    /// <summary>Null when there is nobody to write to any more.</summary>
    public abstract Task<LetterText?> WriteAsync(OutboxItem item, Guid id, CancellationToken cancellationToken);
}

/// <summary>What a mail says, and the one link it is about; without a link the server does not know its own address.</summary>
public sealed record LetterText(string To, string Subject, string Body, string LinkText, Uri? Link, string Footer, string Language);

/// <summary>What the outbox keeps of a mail.</summary>
public sealed record LetterReference(string Letter, Guid Id);
