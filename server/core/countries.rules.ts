import { countryZones } from './country-zones.rules.ts'
import type { Settings } from './settings.ts'

/** Countries by the currency that is legal tender there (ISO 3166-1 alpha-2, ISO 4217:2015 with amendments up to 2025). */
const byCurrency = `AED:AE AFN:AF ALL:AL AMD:AM AOA:AO ARS:AR AUD:AU,CC,CX,HM,KI,NF,NR,TV AWG:AW AZN:AZ BAM:BA BBD:BB BDT:BD BHD:BH BIF:BI
BMD:BM BND:BN BOB:BO BRL:BR BSD:BS BTN:BT BWP:BW BYN:BY BZD:BZ CAD:CA CDF:CD CHF:CH,LI CLP:CL CNY:CN COP:CO CRC:CR CUP:CU CVE:CV CZK:CZ
DJF:DJ DKK:DK,FO,GL DOP:DO DZD:DZ EGP:EG ERN:ER ETB:ET
EUR:AD,AT,AX,BE,BG,BL,CY,DE,EE,ES,FI,FR,GF,GP,GR,HR,IE,IT,LT,LU,LV,MC,ME,MF,MQ,MT,NL,PM,PT,RE,SI,SK,SM,TF,VA,XK,YT
FJD:FJ FKP:FK GBP:GB,GG,GS,IM,JE GEL:GE GHS:GH GIP:GI GMD:GM GNF:GN GTQ:GT GYD:GY HKD:HK HNL:HN HTG:HT HUF:HU IDR:ID ILS:IL,PS INR:IN
IQD:IQ IRR:IR ISK:IS JMD:JM JOD:JO JPY:JP KES:KE KGS:KG KHR:KH KMF:KM KPW:KP KRW:KR KWD:KW KYD:KY KZT:KZ LAK:LA LBP:LB LKR:LK LRD:LR
LSL:LS LYD:LY MAD:EH,MA MDL:MD MGA:MG MKD:MK MMK:MM MNT:MN MOP:MO MRU:MR MUR:MU MVR:MV MWK:MW MXN:MX MYR:MY MZN:MZ NAD:NA NGN:NG NIO:NI
NOK:BV,NO,SJ NPR:NP NZD:CK,NU,NZ,PN,TK OMR:OM PAB:PA PEN:PE PGK:PG PHP:PH PKR:PK PLN:PL PYG:PY QAR:QA RON:RO RSD:RS RUB:RU RWF:RW
SAR:SA SBD:SB SCR:SC SDG:SD SEK:SE SGD:SG SHP:SH SLE:SL SOS:SO SRD:SR SSP:SS STN:ST SYP:SY SZL:SZ THB:TH TJS:TJ TMT:TM TND:TN TOP:TO
TRY:TR TTD:TT TWD:TW TZS:TZ UAH:UA UGX:UG USD:AS,BQ,EC,FM,GU,IO,MH,MP,PR,PW,SV,TC,TL,UM,US,VG,VI,ZW UYU:UY UZS:UZ VES:VE VND:VN VUV:VU
WST:WS XAF:CF,CG,CM,GA,GQ,TD XCD:AG,AI,DM,GD,KN,LC,MS,VC XCG:CW,SX XOF:BF,BJ,CI,GW,ML,NE,SN,TG XPF:NC,PF,WF YER:YE ZAR:ZA ZMW:ZM`

const currencies: ReadonlyMap<string, string> = new Map(
  byCurrency.split(/\s+/).flatMap((entry) => {
    const [currency = '', countries = ''] = entry.split(':')
    return countries.split(',').map((country) => [country, currency] as const)
  }),
)

export const currencyOf = (country: string): string | undefined => currencies.get(country)

/** Every country, by its two letters. */
export const countryCodes: readonly string[] = [...currencies.keys()].sort()

/** The time zones of a country, none where they are not known. */
export function zonesOf(country: string): readonly string[] {
  return countryZones.get(country) ?? []
}

/** The country a time zone is in: one zone is in one country, but for those that many share. */
export function countryOfZone(zone: string): string | undefined {
  return [...countryZones].find(([, zones]) => zones.includes(zone))?.[0]
}

/** What of the newest of ECMA-402 is needed here and not in every type library. */
type Region = Intl.Locale & { getWeekInfo?: () => { firstDay: number; weekend: number[] } }
const regionOf = (country: string) => new Intl.Locale(`und-${country}`) as Region

/**
 * What a company begins with because of where it is: currency, week, how dates and times are written, and the zone where there is only one.
 * A country that is not known gives nothing. Source: Unicode CLDR, as the engine has it.
 */
export function countryDefaults(country: string): Partial<Settings> {
  const currency = currencyOf(country)
  if (!currency) return {}
  const [zone, ...others] = zonesOf(country)
  return { currency, ...weekOf(country), ...formatsOf(country), ...(zone !== undefined && others.length === 0 && { timeZone: zone }) }
}

function weekOf(country: string): Pick<Settings, 'weekStart' | 'workingDays'> | object {
  const week = regionOf(country).getWeekInfo?.()
  if (!week) return {}
  // Where only Sunday is free by law, offices keep Saturday free all the same.
  const free = week.weekend.join() === '7' ? [6, 7] : week.weekend
  return { weekStart: week.firstDay, workingDays: [1, 2, 3, 4, 5, 6, 7].filter((day) => !free.includes(day)) }
}

function formatsOf(country: string): Pick<Settings, 'dateFormat' | 'timeFormat'> {
  const locale = `${regionOf(country).maximize().language}-${country}-u-ca-gregory-nu-latn`
  const date = new Intl.DateTimeFormat(locale, { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: 'UTC' })
  const parts = date.formatToParts(0)
  const order = parts.flatMap(({ type }) => (type === 'year' || type === 'month' || type === 'day' ? [type] : [])).join()
  const hasDots = parts.some(({ type, value }) => type === 'literal' && value.includes('.'))
  const { hourCycle } = new Intl.DateTimeFormat(locale, { hour: 'numeric', timeZone: 'UTC' }).resolvedOptions()
  return {
    dateFormat:
      order === 'month,day,year' ? 'MM/DD/YYYY' : order === 'year,month,day' ? 'YYYY-MM-DD' : hasDots ? 'DD.MM.YYYY' : 'DD/MM/YYYY',
    timeFormat: hourCycle === 'h12' || hourCycle === 'h11' ? '12' : '24',
  }
}
