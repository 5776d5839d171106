using System.CommandLine;
using CellDynamics.Cli.Keeping;
using CellDynamics.Runs;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Accounts;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Storage;

namespace CellDynamics.Cli.Verbs;

/// <summary>People of a shared instance: the first administrator, and the way back in when nobody can sign in.</summary>
internal static class UserVerb
{
    private static readonly Caller CommandLine = new(null, "command line", IsTrusted: true);

    public static Command Build() => new("user", "Add, list, reset, disable and enable the people of a shared instance and say who manages it, on its database.") { Add(), List(), Reset(), Disable(true), Disable(false), Promote(true), Promote(false) };

    private static Command Add()
    {
        Argument<string> name = Name();
        Option<string> email = Symbols.Option<string>("--email", "E-mail address.", isRequired: true);
        Option<string?> shown = Symbols.Option<string?>("--display-name", "Name that people are shown; default: the name.");
        Option<bool> administrator = Symbols.Option<bool>("--administrator", "May manage the instance.");
        Option<string> address = Address();
        var command = new Command("add", "Add a person and print a link, good for one use within seven days, by which they set a password (none where only administrators have one: Accounts__Local).") { name, email, shown, administrator, address };
        Do(command, async (desk, parsed, cancel) =>
        {
            AccountRecord account = await desk.AddAsync(CommandLine, parsed.GetRequiredValue(name), parsed.GetRequiredValue(email), parsed.GetValue(shown) ?? "", parsed.GetValue(administrator), cancel);
            Print(account, await desk.InviteAsync(CommandLine, account.Id, cancel), parsed.GetRequiredValue(address));
        }, mayBegin: true); // the first administrator is added before the first start
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Print everybody: name, e-mail address, what they may, and when they were last here.");
        Do(command, async (desk, _, cancel) =>
        {
            IReadOnlyList<AccountView> accounts = await desk.ListAsync(CommandLine, cancel);
            if (accounts.Count == 0)
                await Console.Error.WriteLineAsync("celldynamics: nobody has an account here yet. See: celldynamics user add --help");
            foreach (AccountView account in accounts)
            {
                string seen = account.SeenUtc is { } last ? $"last signed in {last:yyyy-MM-dd HH:mm} UTC" : "never signed in";
                Console.Out.WriteLine($"{account.UserName}\t{account.Email}\t{(account.IsDisabled ? "disabled" : account.IsAdministrator ? "administrator" : "user")}\t{seen}");
            }
        });
        return command;
    }

    private static Command Reset()
    {
        Argument<string> name = Name();
        Option<string> address = Address();
        var command = new Command("reset", "For a lost password or phone: take away password, second factor, passkeys and sessions, and print a new link.") { name, address };
        Do(command, async (desk, parsed, cancel) =>
        {
            AccountRecord account = await FindAsync(desk, parsed.GetRequiredValue(name), cancel);
            Print(account, await desk.ResetAsync(CommandLine, account.Id, cancel), parsed.GetRequiredValue(address));
        });
        return command;
    }

    private static Command Disable(bool isDisabled)
    {
        Argument<string> name = Name();
        var command = new Command(isDisabled ? "disable" : "enable", isDisabled ? "Let a person sign in no more and end their sessions; what is theirs stays." : "Let a disabled person sign in again.") { name };
        Do(command, async (desk, parsed, cancel) =>
        {
            AccountRecord account = await FindAsync(desk, parsed.GetRequiredValue(name), cancel);
            await desk.SetDisabledAsync(CommandLine, account.Id, isDisabled, cancel);
            Console.Out.WriteLine($"{account.UserName} is {(isDisabled ? "disabled" : "enabled")}.");
        });
        return command;
    }

    private static Command Promote(bool isAdministrator)
    {
        Argument<string> name = Name();
        var command = new Command(isAdministrator ? "promote" : "demote", isAdministrator ? "Make a person an administrator, who may manage the instance and sees every project." : "Take the right to manage the instance away; the last administrator keeps it.") { name };
        Do(command, async (desk, parsed, cancel) =>
        {
            AccountRecord account = await FindAsync(desk, parsed.GetRequiredValue(name), cancel);
            await desk.SetAdministratorAsync(CommandLine, account.Id, isAdministrator, cancel);
            Console.Out.WriteLine($"{account.UserName} is {(isAdministrator ? "an administrator" : "no administrator")}.");
        });
        return command;
    }

    private static void Do(Command command, Func<AccountDesk, ParseResult, CancellationToken, Task> act, bool mayBegin = false)
    {
        var instance = new InstanceOptions();
        instance.AddTo(command);
        command.SetAction(parsed => InstanceOptions.Run(async cancel =>
        {
            RunsOptions options = mayBegin ? instance.Read(parsed) : await instance.ReadExistingAsync(parsed, cancel);
            if (mayBegin)
                options.MakeDataRoot();
            var database = new Database(options);
            bool begins = mayBegin && await database.IsEmptyAsync(cancel);
            await database.MigrateAsync(cancel);
            if (begins)
                await Console.Error.WriteLineAsync($"celldynamics: there was no database yet; a new instance begins in {options.DataRoot}.");
            await act(new AccountDesk(database, new AuditLog(database, TimeProvider.System), TimeProvider.System), parsed, cancel);
            return ExitCode.Done;
        }));
    }

    private static async Task<AccountRecord> FindAsync(AccountDesk desk, string name, CancellationToken cancel) =>
        await desk.FindAsync(name, cancel) ?? throw new InvalidOperationException($"There is no account named {name}. See: celldynamics user list");

    private static void Print(AccountRecord account, string secret, string address)
    {
        string? more = account.DisplayName == account.UserName ? account.Email : account.DisplayName;
        string person = string.IsNullOrEmpty(more) ? account.UserName! : $"{account.UserName} ({more})";
        // The site would refuse the link.
        if (!account.IsAdministrator && Environment.GetEnvironmentVariable("Accounts__Local") == "administrators")
        {
            Console.Out.WriteLine($"{person} signs in with the identity provider at {address.TrimEnd('/')}: passwords of this site are for administrators (Accounts__Local).");
            return;
        }
        Console.Out.WriteLine($"{person} sets a password here, once, until {TimeProvider.System.GetUtcNow().Add(Invitations.Validity):yyyy-MM-dd}:");
        Console.Out.WriteLine($"{address.TrimEnd('/')}/{Invitations.PathOf(account.Id, secret)}");
    }

    private static Argument<string> Name() => Symbols.Argument("NAME", "Name to sign in with; letters, digits and -._@+.");

    private static Option<string> Address() => new("--address")
    {
        Description = "Address of the site, for the link; default: the environment variable Site__Address, else http://127.0.0.1:5080.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("Site__Address") ?? "http://127.0.0.1:5080",
    };
}
