using System.Collections.Concurrent;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;
using CellDynamics.Web.Tests.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CellDynamics.Web.Tests.Accounts;

/// <summary>The whole site with accounts. Its clock can be put forward, and what it logs is kept.</summary>
public class AccountSite : HostedSite
{
    public const string Password = "seven copper kettles whistle";

    private readonly ShiftedTime time = new();
    private readonly ConcurrentQueue<string> lines = [];

    /// <summary>As much as somebody can ask for.</summary>
    protected static readonly (string Key, string Value)[] DetailedLog =
    [
        ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore.Routing", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore.Authentication", "Trace"),
        ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"), ("Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command", "Trace"),
    ];

    protected override IEnumerable<(string Key, string Value)> Settings =>
        [("Accounts:Mode", "shared"), ("Accounts:Contact", "the core facility"), ("Limits:SignInsPerMinute", "100000"), ("Uploads:MaximumBytes", "1000000")];

    /// <summary>Every line so far.</summary>
    public IReadOnlyCollection<string> Log => lines;

    /// <summary>Puts the clock of sessions forward. Those of other tests on this site end as well.</summary>
    public void PutForward(TimeSpan by) => time.Offset += by;

    public Visitor NewVisitor() => new(Address);

    /// <summary>A person with <see cref="Password"/>.</summary>
    public async Task<AccountRecord> AddPersonAsync(string? name = null, bool isAdministrator = false, bool withPassword = true)
    {
        AccountRecord person = await Desk.AddAsync(Caller.Instance, name ?? $"p{Guid.NewGuid():N}", $"{Guid.NewGuid():N}@example.org", "Ada Lovelace", isAdministrator, CancellationToken.None);
        await using AsyncServiceScope scope = Services.CreateAsyncScope();
        UserManager<AccountRecord> users = scope.ServiceProvider.GetRequiredService<UserManager<AccountRecord>>();
        AccountRecord kept = (await users.FindByIdAsync(person.Id.ToString()))!;
        Assert.True(!withPassword || (await users.AddPasswordAsync(kept, Password)).Succeeded);
        return kept;
    }

    /// <summary>A device with which the person signs in.</summary>
    public async Task<TestPasskey> AddPasskeyAsync(AccountRecord person)
    {
        var passkey = new TestPasskey(person);
        await using AsyncServiceScope scope = Services.CreateAsyncScope();
        UserManager<AccountRecord> users = scope.ServiceProvider.GetRequiredService<UserManager<AccountRecord>>();
        Assert.True((await users.AddOrUpdatePasskeyAsync((await users.FindByIdAsync(person.Id.ToString()))!, passkey.Info)).Succeeded);
        return passkey;
    }

    public async Task<Visitor> SignInAsync(AccountRecord person)
    {
        Visitor visitor = NewVisitor();
        using HttpResponseMessage answer = await visitor.SignInAsync(person.UserName!, Password);
        Assert.Equal("/", answer.Headers.Location?.AbsolutePath);
        return visitor;
    }

    public AccountDesk Desk => Services.GetRequiredService<AccountDesk>();

    /// <summary>Lines of the audit log about this account, newest first.</summary>
    public async Task<IReadOnlyList<AuditRecord>> AuditOfAsync(Guid account) =>
        [.. (await Services.GetRequiredService<AuditLog>().SearchAsync(new AuditQuery(), null, 1000, CancellationToken.None)).Where(line => line.TargetId == account)];

    internal CellDynamicsDb OpenDatabase() => Services.GetRequiredService<Database>().CreateDbContext();

    protected override void Replace(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
        services.AddSingleton<ILoggerProvider>(new Journal(lines));
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
    }

    /// <summary>Keeps every line, and what is said around lines.</summary>
    internal sealed class Journal(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            lines.Enqueue($"around: {(state is IEnumerable<KeyValuePair<string, object>> pairs ? string.Join(' ', pairs) : state)}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
